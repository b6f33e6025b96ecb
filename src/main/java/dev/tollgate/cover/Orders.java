package dev.tollgate.cover;

import dev.tollgate.idempotency.Effect;
import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.TransferRequest;
import dev.tollgate.payout.PayoutAsset;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.verification.Verification;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Orders of cover: what a request may buy, and its sale.
 *
 * <p>A sale is one transaction: the order's row, the premium, the cover, and the answer that the idempotency key keeps. So
 * before it nothing is taken, and after it nothing is missing.
 *
 * <p>Takes bodies and paths whole: Camel strips the quotes of a text that is a bean's parameter.
 */
public final class Orders {

    private static final AccountRef PREMIUMS = AccountRef.system("premiums", Asset.MON);

    private final Skus skus;
    private final OrderTable table;
    private final Capital capital;
    private final PayoutAsset payoutAsset;
    private final Ledger ledger;

    Orders(Skus skus, OrderTable table, Capital capital, PayoutAsset payoutAsset, Ledger ledger) {
        this.skus = skus;
        this.table = table;
        this.capital = capital;
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
        requireNew(request, owner);
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
        var drawn = new SoldOrder(
                CoverId.text("order", id),
                owner,
                String.valueOf(request.get("wallet_address")),
                String.valueOf(request.get("exchange")),
                String.valueOf(request.get("symbol")),
                String.valueOf(request.get("order_reference")),
                terms,
                asset,
                Answer.units(cover, asset.decimals()));
        return () -> Answer.of(sell(id, drawn, requestId), message);
    }

    private Map<String, Object> sell(UUID id, SoldOrder order, String requestId) {
        Instant now = table.now();
        Instant end = now.plus(Duration.ofHours(order.terms().durationHours()));
        if (!table.insert(order, now, end)) {
            throw CoverRefusal.orderAlreadyExists(
                    table.existing(order.exchange(), order.orderReference(), order.owner()));
        }
        ledger.transfer(new TransferRequest(
                id,
                new AccountRef(order.owner(), Asset.MON),
                PREMIUMS,
                order.terms().premiumWei(),
                "premium",
                null,
                List.of(),
                requestId));
        capital.reserve(order.terms().skuId(), order.asset(), order.cover(), requestId);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("order_id", order.id());
        data.put("status", "paid");
        data.put("created_at", Answer.time(now));
        data.put("expires_at", Answer.time(end));
        return data;
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

    private void requireNew(Map<String, Object> request, String owner) {
        String exchange = String.valueOf(request.get("exchange"));
        String reference = String.valueOf(request.get("order_reference"));
        if (table.exists(exchange, reference)) {
            throw CoverRefusal.orderAlreadyExists(table.existing(exchange, reference, owner));
        }
    }

    private static BigDecimal number(Map<String, Object> request, String field) {
        return new BigDecimal(String.valueOf(request.get(field)));
    }
}
