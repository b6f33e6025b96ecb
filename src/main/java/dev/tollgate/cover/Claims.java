package dev.tollgate.cover;

import dev.tollgate.idempotency.Effect;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.Rider;
import dev.tollgate.refusal.Refusal;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.transaction.support.TransactionTemplate;

/** Claims as wallets file them and see them. */
public final class Claims {

    private final OrderTable orders;
    private final ClaimTable table;
    private final Ledger ledger;
    private final TransactionTemplate transaction;

    Claims(OrderTable orders, ClaimTable table, Ledger ledger, TransactionTemplate transaction) {
        this.orders = orders;
        this.table = table;
        this.ledger = ledger;
        this.transaction = transaction;
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
        return new Filing(CoverId.text("claim", CoverId.next()), request, order, units, orders.now(), message);
    }

    private final class Filing implements Effect {

        private final String id;
        private final Map<String, Object> request;
        private final SoldOrder order;
        private final BigInteger units;
        private final Instant at;
        private final String message;

        Filing(String id, Map<String, Object> request, SoldOrder order, BigInteger units, Instant at, String message) {
            this.id = id;
            this.request = request;
            this.order = order;
            this.units = units;
            this.at = at;
            this.message = message;
        }

        @Override
        public Map<String, Object> answer() {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("claim_id", id);
            data.put("order_id", order.id());
            data.put("status", "filed");
            data.put("filed_at", Answer.time(at));
            data.put("estimated_payout", Answer.amount(units, order.asset().decimals()));
            return Answer.of(data, message);
        }

        @Override
        public void book(List<Rider> withAnswer) {
            transaction.executeWithoutResult(status -> {
                requireClaimable();
                table.insert(id, request, units, at);
                table.event(id, order.owner(), null, "filed", null);
                orders.setStatus(order.id(), "claimed");
                if (!withAnswer.isEmpty()) {
                    ledger.record(withAnswer);
                }
            });
        }

        /** With the order's row locked. */
        private void requireClaimable() {
            OrderTable.Standing standing = orders.lock(order.id());
            if (standing.status().equals("claimed") || standing.status().equals("closed")) {
                throw CoverRefusal.claimAlreadyExists(table.open(order.id())
                        .<Map<String, Object>>map(open -> Map.of("claim_id", open))
                        .orElse(Map.of()));
            }
            if (!standing.isOpen() || standing.over()) {
                throw CoverRefusal.orderExpired();
            }
        }
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
