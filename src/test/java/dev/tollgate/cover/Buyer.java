package dev.tollgate.cover;

import static dev.tollgate.testing.ApiUser.expect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.UUID;

/** A wallet that buys cover and claims it, as the document's examples do. */
public record Buyer(Gateway gateway, String wallet) {

    /** One with some MON. */
    public static Buyer with(Gateway gateway, String mon) {
        return new Buyer(gateway, gateway.newWallet(mon));
    }

    public static String reference() {
        return "binance_order_" + UUID.randomUUID();
    }

    public String orderBody(String sku, String reference, String premium) {
        return """
                {"sku_id": "%s", "wallet_address": "%s", "exchange": "binance", "symbol": "BTCUSDT",
                 "order_reference": "%s", "premium_amount": %s}""".formatted(sku, wallet, reference, premium);
    }

    public HttpResponse<String> order(String reference, String key) {
        return gateway.post("/orders", orderBody("sku_5x_leverage", reference, "0.05"), "Idempotency-Key", key);
    }

    /** Buys cover of the document's SKU; returns the order's id. */
    public String buy() {
        return buy(reference());
    }

    public String buy(String reference) {
        return data(200, order(reference, UUID.randomUUID().toString()))
                .path("order_id")
                .asText();
    }

    public HttpResponse<String> claim(String order, String key) {
        return gateway.post("/claim", claimBody(order, "100"), "Idempotency-Key", key);
    }

    public String claimBody(String order, String amount) {
        return """
                {"order_id": "%s", "reason": "position_liquidated", "proof_uri": "%s",
                 "liquidated_amount": %s, "liquidated_price": 50000}""".formatted(order, proof(), amount);
    }

    /** The sandbox's own. */
    public String proof() {
        return gateway.url() + "/sandbox/jp/proof.json";
    }

    /** Files a claim of 100; returns its id. */
    public String file(String order) {
        return data(200, claim(order, UUID.randomUUID().toString()))
                .path("claim_id")
                .asText();
    }

    public JsonNode shown(String order) {
        return data(200, gateway.get("/orders/" + order));
    }

    public JsonNode claimShown(String claim) {
        return data(200, gateway.get("/claim/" + claim));
    }

    public static JsonNode data(int status, HttpResponse<String> answer) {
        return expect(status, answer).path("data");
    }

    public static String errorCode(HttpResponse<String> answer) {
        return Gateway.json(answer).at("/error/code").asText();
    }
}
