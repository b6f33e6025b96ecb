package dev.tollgate.cover;

import dev.tollgate.idempotency.Effect;
import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.LinkedTransfer;
import dev.tollgate.ledger.Rider;
import dev.tollgate.ledger.RiderRefused;
import dev.tollgate.ledger.TransferRequest;
import dev.tollgate.payout.PayoutAsset;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.verification.Verification;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Orders of cover: what a request may buy, and its sale.
 *
 * <p>A sale is one posting: the premium, the cover, the order's row, and the answer that the idempotency key keeps. So before
 * it nothing is taken, and after it nothing is missing.
 *
 * <p>Takes bodies and paths whole: Camel strips the quotes of a text that is a bean's parameter.
 */
public final class Orders {

    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);
    private static final AccountRef PREMIUMS = AccountRef.system("premiums", Asset.MON);

    private final Skus skus;
    private final OrderTable table;
    private final PayoutAsset payoutAsset;
    private final Ledger ledger;

    Orders(Skus skus, OrderTable table, PayoutAsset payoutAsset, Ledger ledger) {
        this.skus = skus;
        this.table = table;
        this.payoutAsset = payoutAsset;
        this.ledger = ledger;
    }

    /**
     * The terms that a request may buy at.
     *
     * @param request checked by its schema
     * @param owner who asks
     * @throws Refusal 400 for the SKU, or a premium that isn't the SKU's; 409 if the exchange's order has cover; 503 while
     *     the payout asset isn't known
     */
    public Terms terms(Map<String, Object> request, String owner) {
        Terms terms = skus.forSale(String.valueOf(request.get("sku_id")))
                .map(Sku::terms)
                .orElseThrow(CoverRefusal::invalidSku);
        BigDecimal premium = terms.figures().get("premium");
        if (premium == null || premium.compareTo(number(request, "premium_amount")) != 0) {
            throw Refusal.invalid(
                    "premium_amount", "must be the SKU's premium, " + Answer.amount(terms.premiumWei(), 18));
        }
        requireNew(String.valueOf(request.get("exchange")), String.valueOf(request.get("order_reference")), owner);
        Asset unused = payoutAsset.asset(); // who can't be promised a payout isn't verified at somebody's cost
        return terms;
    }

    /** @throws Refusal 422 for the verification server's no */
    public void requireVerified(Verification verification) {
        if (!verification.verified()) {
            throw CoverRefusal.verificationFailed();
        }
    }

    /**
     * The sale of an order that was verified.
     *
     * @param cover the most it may pay, in whole ones of the payout asset; rounded down to units
     * @param message of the answer
     * @return throws, when it is booked: 402 if the wallet has too little, 409 if the exchange's order has cover by now,
     *     503 if the SKU's capital doesn't suffice
     */
    public Effect sale(
            Map<String, Object> request,
            String owner,
            Terms terms,
            BigDecimal cover,
            String requestId,
            String message) {
        Asset asset = payoutAsset.asset();
        UUID id = CoverId.next();
        var order = new SoldOrder(
                CoverId.text("order", id),
                owner,
                String.valueOf(request.get("wallet_address")),
                String.valueOf(request.get("exchange")),
                String.valueOf(request.get("symbol")),
                String.valueOf(request.get("order_reference")),
                terms,
                asset,
                Answer.units(cover, asset.decimals()));
        if (order.cover().signum() <= 0) {
            throw Refusal.unavailable("This SKU covers nothing; the operator has to change it", RETRY_AFTER);
        }
        Instant now = table.now();
        return new Sale(id, order, now, now.plus(Duration.ofHours(terms.durationHours())), requestId, message);
    }

    /** One posting: the order's row and the answer ride with the premium and the cover. */
    private final class Sale implements Effect {

        private final UUID id;
        private final SoldOrder order;
        private final Instant at;
        private final Instant end;
        private final String requestId;
        private final String message;

        Sale(UUID id, SoldOrder order, Instant at, Instant end, String requestId, String message) {
            this.id = id;
            this.order = order;
            this.at = at;
            this.end = end;
            this.requestId = requestId;
            this.message = message;
        }

        @Override
        public Map<String, Object> answer() {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("order_id", order.id());
            data.put("status", "paid");
            data.put("created_at", Answer.time(at));
            data.put("expires_at", Answer.time(end));
            return Answer.of(data, message);
        }

        @Override
        public void book(List<Rider> withAnswer) {
            List<Rider> riders = new ArrayList<>(withAnswer);
            riders.add(OrderTable.inserting(order, at, end));
            try {
                ledger.transferAll(List.of(premium(), cover()), riders);
            } catch (RiderRefused refused) {
                requireNew(order.exchange(), order.orderReference(), order.owner());
                throw refused; // then it was the key that another has taken over
            }
        }

        private LinkedTransfer premium() {
            return new LinkedTransfer(new TransferRequest(
                    id,
                    new AccountRef(order.owner(), Asset.MON),
                    PREMIUMS,
                    order.terms().premiumWei(),
                    "premium",
                    null,
                    List.of(),
                    requestId));
        }

        private LinkedTransfer cover() {
            return Capital.reservation(order.terms().skuId(), order.asset(), order.cover(), requestId);
        }
    }

    /**
     * The order that a request names.
     *
     * @param request with order_id
     * @throws Refusal 404
     */
    public SoldOrder named(Map<String, Object> request) {
        return table.find(String.valueOf(request.get("order_id"))).orElseThrow(CoverRefusal::orderNotFound);
    }

    /**
     * An order with its claims, as JSON.
     *
     * @param path with id
     * @throws Refusal 404
     */
    public String shown(Map<String, Object> path) {
        return table.shown(String.valueOf(path.get("id"))).orElseThrow(CoverRefusal::orderNotFound);
    }

    private void requireNew(String exchange, String reference, String owner) {
        table.taken(exchange, reference).ifPresent(taken -> {
            // whose order it is, and which, is nobody else's business
            throw CoverRefusal.orderAlreadyExists(
                    taken.owner().equals(owner) ? Map.of("order_id", taken.id()) : Map.of());
        });
    }

    private static BigDecimal number(Map<String, Object> request, String field) {
        return new BigDecimal(String.valueOf(request.get(field)));
    }
}
