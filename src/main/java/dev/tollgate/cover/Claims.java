package dev.tollgate.cover;

import dev.tollgate.idempotency.Effect;
import dev.tollgate.refusal.Refusal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Claims as wallets file them and see them. */
public final class Claims {

    private final OrderTable orders;
    private final ClaimTable table;

    Claims(OrderTable orders, ClaimTable table) {
        this.orders = orders;
        this.table = table;
    }

    /**
     * The filing of a claim for an order.
     *
     * @param request checked by its schema, its proof_uri too
     * @param payout what it comes to by the formula, in whole ones of the order's asset; rounded down to units, and no more
     *     than the cover
     * @param message of the answer
     * @return throws, when it is booked: 410 for an order whose time is over, 409 for one that is claimed
     * @throws Refusal 400 if it comes to nothing
     */
    public Effect filing(Map<String, Object> request, SoldOrder order, BigDecimal payout, String message) {
        BigInteger units = order.payable(payout);
        if (units.signum() == 0) {
            throw Refusal.invalid("liquidated_amount", "comes to less than the smallest payout");
        }
        String id = CoverId.text("claim", CoverId.next());
        return () -> Answer.of(file(id, request, order, units), message);
    }

    private Map<String, Object> file(String id, Map<String, Object> request, SoldOrder order, BigInteger units) {
        OrderTable.Standing standing = orders.lock(order.id());
        if (standing.status().equals("claimed") || standing.status().equals("closed")) {
            throw CoverRefusal.claimAlreadyExists(table.open(order.id())
                    .<Map<String, Object>>map(open -> Map.of("claim_id", open))
                    .orElse(Map.of()));
        }
        if (!standing.isOpen() || standing.over()) {
            throw CoverRefusal.orderExpired();
        }
        Instant now = orders.now();
        table.insert(id, request, units, now);
        table.event(id, order.owner(), null, "filed", null);
        orders.setStatus(order.id(), "claimed");
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("claim_id", id);
        data.put("order_id", order.id());
        data.put("status", "filed");
        data.put("filed_at", Answer.time(now));
        data.put("estimated_payout", Answer.amount(units, order.asset().decimals()));
        return data;
    }

    /**
     * A claim, as JSON.
     *
     * @param path with id
     * @throws Refusal 404
     */
    public String shown(Map<String, Object> path) {
        return table.shown(String.valueOf(path.get("id"))).orElseThrow(CoverRefusal::claimNotFound);
    }

    /**
     * The id of a claim that there is.
     *
     * @param path with id
     * @throws Refusal 404
     */
    public String known(Map<String, Object> path) {
        String id = String.valueOf(path.get("id"));
        if (!table.exists(id)) {
            throw CoverRefusal.claimNotFound();
        }
        return id;
    }
}
