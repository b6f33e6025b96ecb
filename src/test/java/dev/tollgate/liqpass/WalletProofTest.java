package dev.tollgate.liqpass;

import static dev.tollgate.cover.Buyer.data;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.cover.Buyer;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.SignedInWallet;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cover where wallets prove who they are: only a wallet's own session buys for it, and claims its orders. */
class WalletProofTest {

    private static final String FORBIDDEN = "{\"success\":false,\"error\":{\"code\":\"FORBIDDEN\","
            + "\"message\":\"This belongs to another wallet than the one of your session\"}}";

    private static Gateway gateway;

    private SignedInWallet own;
    private SignedInWallet other;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(Map.of("WALLET_AUTH", "signature", "PUBLIC_URL", "https://pay.example.com/"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void twoWallets() throws Exception {
        own = SignedInWallet.open((path, json) -> gateway.post(path, json));
        other = SignedInWallet.open((path, json) -> gateway.post(path, json));
        gateway.recharge(own.address(), "1.0");
        gateway.recharge(other.address(), "1.0");
    }

    @Test
    void aWalletBuysByItsOwnSessionAlone() {
        String reference = Buyer.reference();

        HttpResponse<String> nobody = order(null, own, reference, key());
        HttpResponse<String> stale = send("/orders", body(own, reference), key(), "Bearer siwe_unknown");
        HttpResponse<String> stranger = order(other, own, reference, key());

        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.body())
                .isEqualTo("{\"success\":false,\"error\":{\"code\":\"AUTHENTICATION_REQUIRED\","
                        + "\"message\":\"A wallet session is required: sign in at /auth/siwe/nonce and"
                        + " /auth/siwe/verify, then send Authorization: Bearer <access_token>\"}}");
        assertThat(stale.statusCode()).isEqualTo(401);
        assertThat(stranger.statusCode()).isEqualTo(403);
        assertThat(stranger.body()).isEqualTo(FORBIDDEN);
        assertThat(gateway.balanceMon(own.address())).isEqualTo("1.0");
        assertThat(gateway.balanceMon(other.address())).isEqualTo("1.0");

        data(200, order(own, own, reference, key()));
        assertThat(gateway.balanceMon(own.address())).isEqualTo("0.95");
    }

    @Test
    void theCaseOfAnAddressProvesNothing() {
        SignedInWallet shouting =
                new SignedInWallet("0x" + own.address().substring(2).toUpperCase(Locale.ROOT), own.token());

        data(200, order(own, shouting, Buyer.reference(), key()));
        assertThat(order(other, shouting, Buyer.reference(), key()).statusCode())
                .isEqualTo(403);
        assertThat(gateway.balanceMon(own.address())).isEqualTo("0.95");
    }

    @Test
    void aHeaderOfAnotherAddressIsRefused() {
        HttpResponse<String> answer = gateway.post(
                "/orders",
                body(own, Buyer.reference()),
                "Idempotency-Key",
                key(),
                "Authorization",
                own.authorization(),
                "X-User-Address",
                other.address());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Buyer.errorCode(answer)).isEqualTo("FORBIDDEN");
    }

    @Test
    void anOrderIsClaimedByItsOwnWalletAlone() {
        String order = bought(own);
        String unknown = "order_" + "0".repeat(32);

        assertThat(claim(null, order).statusCode()).isEqualTo(401);
        HttpResponse<String> stranger = claim(other, order);
        assertThat(stranger.statusCode()).isEqualTo(403);
        assertThat(stranger.body()).isEqualTo(FORBIDDEN);
        assertThat(Buyer.errorCode(claim(own, unknown))).isEqualTo("ORDER_NOT_FOUND");
        assertThat(data(200, gateway.get("/orders/" + order)).path("claims")).isEmpty();

        String claim = data(200, claim(own, order)).path("claim_id").asText();

        HttpResponse<String> strangersSecond = claim(other, order);
        assertThat(strangersSecond.statusCode()).isEqualTo(403);
        assertThat(strangersSecond.body()).doesNotContain(claim);
        HttpResponse<String> second = claim(own, order);
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(Gateway.json(second).at("/error/claim_id").asText()).isEqualTo(claim);
    }

    @Test
    void whoKnowsAnIdMayLook() {
        String order = bought(own);
        String claim = data(200, claim(own, order)).path("claim_id").asText();

        assertThat(data(200, gateway.get("/orders/" + order)).path("order_id").asText())
                .isEqualTo(order);
        assertThat(data(200, gateway.get("/claim/" + claim)).path("claim_id").asText())
                .isEqualTo(claim);
        assertThat(gateway.get("/catalog/skus").statusCode()).isEqualTo(200);
        assertThat(gateway.get("/healthz").statusCode()).isEqualTo(200);
    }

    @Test
    void anExistingOrdersIdIsToldItsOwnWalletAlone() {
        String reference = Buyer.reference();
        String order =
                data(200, order(own, own, reference, key())).path("order_id").asText();

        HttpResponse<String> mine = order(own, own, reference, key());
        HttpResponse<String> strangers = order(other, other, reference, key());

        assertThat(mine.statusCode()).isEqualTo(409);
        assertThat(mine.body())
                .isEqualTo("{\"success\":false,\"error\":{\"code\":\"ORDER_ALREADY_EXISTS\",\"message\":\"订单已存在\","
                        + "\"order_id\":\"" + order + "\"}}");
        assertThat(strangers.statusCode()).isEqualTo(409);
        assertThat(strangers.body())
                .isEqualTo("{\"success\":false,\"error\":{\"code\":\"ORDER_ALREADY_EXISTS\",\"message\":\"订单已存在\"}}");
        assertThat(gateway.balanceMon(other.address())).isEqualTo("1.0");
    }

    @Test
    void aKeyIsItsWalletsOwn() {
        String key = key();
        String reference = Buyer.reference();

        HttpResponse<String> mine = order(own, own, reference, key);
        HttpResponse<String> others = order(other, other, Buyer.reference(), key);
        HttpResponse<String> again = order(own, own, reference, key);
        HttpResponse<String> stranger = order(other, own, reference, key);

        assertThat(mine.statusCode()).isEqualTo(200);
        assertThat(others.statusCode()).isEqualTo(200);
        assertThat(others.headers().firstValue("idempotency-replayed")).isEmpty();
        assertThat(data(200, others).path("order_id"))
                .isNotEqualTo(data(200, mine).path("order_id"));
        assertThat(again.headers().firstValue("idempotency-replayed")).contains("true");
        assertThat(again.body()).isEqualTo(mine.body());
        assertThat(stranger.statusCode())
                .as("a replay is its wallet's own, too")
                .isEqualTo(403);
        assertThat(gateway.balanceMon(own.address())).isEqualTo("0.95");
        assertThat(gateway.balanceMon(other.address())).isEqualTo("0.95");
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private static String body(SignedInWallet wallet, String reference) {
        return new Buyer(gateway, wallet.address()).orderBody("sku_5x_leverage", reference, "0.05");
    }

    private static String bought(SignedInWallet wallet) {
        return data(200, order(wallet, wallet, Buyer.reference(), key()))
                .path("order_id")
                .asText();
    }

    /** @param session whose session asks; null for none */
    private static HttpResponse<String> order(
            @Nullable SignedInWallet session, SignedInWallet wallet, String reference, String key) {
        return send("/orders", body(wallet, reference), key, session == null ? null : session.authorization());
    }

    private static HttpResponse<String> claim(@Nullable SignedInWallet session, String order) {
        String body = new Buyer(gateway, "").claimBody(order, "100");
        return send("/claim", body, key(), session == null ? null : session.authorization());
    }

    private static HttpResponse<String> send(String path, String body, String key, @Nullable String authorization) {
        return authorization == null
                ? gateway.post(path, body, "Idempotency-Key", key)
                : gateway.post(path, body, "Idempotency-Key", key, "Authorization", authorization);
    }
}
