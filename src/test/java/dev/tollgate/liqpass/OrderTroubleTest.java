package dev.tollgate.liqpass;

import static dev.tollgate.cover.Buyer.data;
import static dev.tollgate.cover.Buyer.errorCode;
import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.cover.Buyer;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders that the verification server, the capital or the catalogue refuses: nothing is taken, and the key says so. */
class OrderTroubleTest {

    private static final Gateway GATEWAY = Gateway.shared();

    private static ApiUser admin;

    private Buyer buyer;

    @BeforeAll
    static void signIn() {
        admin = ApiUser.admin(GATEWAY);
    }

    @BeforeEach
    void aWalletWithMoney() {
        buyer = Buyer.with(GATEWAY, "1.0");
    }

    @Test
    void theServersNoIsKeptAndTakesNothing() {
        String reference = reference("reject");
        String key = key();

        HttpResponse<String> no = buyer.order(reference, key);
        HttpResponse<String> again = buyer.order(reference, key);

        assertThat(no.statusCode()).isEqualTo(422);
        assertThat(no.body())
                .isEqualTo("{\"success\":false,\"error\":{\"code\":\"VERIFICATION_FAILED\",\"message\":\"JP验证失败\"}}");
        assertThat(again.statusCode()).isEqualTo(422);
        assertThat(again.body()).isEqualTo(no.body());
        assertThat(again.headers().firstValue("idempotency-replayed")).hasValue("true");
        nothingWasSold();
    }

    @Test
    void aServerThatIsDownIs503AndTheKeyIsGivenBack() {
        String key = key();

        HttpResponse<String> down = buyer.order(reference("down"), key);

        unavailable(down);
        nothingWasSold();
        soldUnder(key);
    }

    /** The stand-in answers after the time-out, twice; so the first request takes ten seconds. */
    @Test
    void aKeyIsInUseWhileItsFirstRequestIsVerifiedAndFreeOnceThatFails() {
        String reference = reference("slow");
        String key = key();

        CompletableFuture<HttpResponse<String>> first =
                CompletableFuture.supplyAsync(() -> buyer.order(reference, key));
        await().atMost(Duration.ofSeconds(10)).until(() -> isInFlight(key));
        HttpResponse<String> meanwhile = buyer.order(reference, key);
        HttpResponse<String> other = buyer.order(Buyer.reference(), key);

        assertThat(meanwhile.statusCode()).isEqualTo(409);
        assertThat(errorCode(meanwhile)).isEqualTo("IDEMPOTENCY_KEY_IN_USE");
        assertThat(meanwhile.headers().firstValue("retry-after").orElseThrow()).matches("[1-5]");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(errorCode(other)).isEqualTo("IDEMPOTENCY_KEY_MISMATCH");
        unavailable(first.join());
        nothingWasSold();
        soldUnder(key);
    }

    @Test
    void whoHadTooLittleBuysUnderTheSameKeyOnceTheyHaveEnough() {
        buyer = Buyer.with(GATEWAY, "0.049999999999999999");
        String reference = Buyer.reference();
        String key = key();

        HttpResponse<String> poor = buyer.order(reference, key);

        assertThat(poor.statusCode()).isEqualTo(402);
        assertThat(poor.body())
                .isEqualTo("{\"success\":false,\"error\":{\"code\":\"INSUFFICIENT_FUNDS\",\"message\":\"资金不足\"}}");
        assertThat(GATEWAY.balanceMon(buyer.wallet())).isEqualTo("0.049999999999999999");
        GATEWAY.recharge(buyer.wallet(), "0.000000000000000001");
        await().atMost(Duration.ofSeconds(5))
                .until(() -> buyer.order(reference, key), sold -> sold.statusCode() == 200);
        assertThat(GATEWAY.balanceMon(buyer.wallet())).isEqualTo("0.0");
    }

    /** Of a SKU whose one order takes more than the sandbox's seed and what is funded here. */
    @Test
    void moreCoverThanThereIsCapitalIsNotSold() {
        String sku = NewSku.id();
        expect(201, admin.post("/admin/liqpass/skus", NewSku.json(sku, "0.01", "1000", "3", "4000000")));
        expect(200, admin.post("/admin/liqpass/capital", CapitalAdminTest.fund(sku, "5", "little-" + sku)));
        String reference = Buyer.reference();
        String key = key();

        HttpResponse<String> exhausted = buyer.order(sku, reference, "0.01", key);

        assertThat(exhausted.statusCode()).isEqualTo(503);
        assertThat(exhausted.headers().firstValue("retry-after")).hasValue("60");
        assertThat(exhausted.body())
                .isEqualTo("{\"success\":false,\"error\":{\"code\":\"CAPACITY_EXHAUSTED\",\"message\":"
                        + "\"No capital is left for this SKU; try again later, or choose another\"}}");
        nothingWasSold();

        expect(200, admin.post("/admin/liqpass/capital", CapitalAdminTest.fund(sku, "4000000", "enough-" + sku)));
        await().atMost(Duration.ofSeconds(5))
                .until(() -> buyer.order(sku, reference, "0.01", key), sold -> sold.statusCode() == 200);
        assertThat(GATEWAY.balanceMon(buyer.wallet())).isEqualTo("0.99");
        assertThat(errorCode(buyer.order(sku, Buyer.reference(), "0.01", key())))
                .isEqualTo("CAPACITY_EXHAUSTED");
        assertThat(GATEWAY.balanceMon(buyer.wallet())).isEqualTo("0.99");
    }

    @Test
    void aRetiredSkuSellsNothingNewButRepeatsWhatItSold() {
        String sku = NewSku.id();
        expect(201, admin.post("/admin/liqpass/skus", NewSku.json(sku, "0.01", "100", "3", "90")));
        expect(200, admin.post("/admin/liqpass/capital", CapitalAdminTest.fund(sku, "900", "retired-" + sku)));
        String reference = Buyer.reference();
        String key = key();
        HttpResponse<String> sold = buyer.order(sku, reference, "0.01", key);
        assertThat(sold.statusCode()).as(sold.body()).isEqualTo(200);

        expect(200, admin.post("/admin/liqpass/skus/" + sku + "/retire", ""));

        HttpResponse<String> again = buyer.order(sku, reference, "0.01", key);
        assertThat(again.body()).isEqualTo(sold.body());
        assertThat(again.headers().firstValue("idempotency-replayed")).hasValue("true");
        HttpResponse<String> anew = buyer.order(sku, Buyer.reference(), "0.01", key());
        assertThat(anew.statusCode()).isEqualTo(400);
        assertThat(errorCode(anew)).isEqualTo("INVALID_SKU");
        assertThat(GATEWAY.balanceMon(buyer.wallet())).isEqualTo("0.99");
    }

    private static void unavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after").orElseThrow()).matches("[1-9][0-9]*");
        assertThat(answer.body())
                .isEqualTo("{\"success\":false,\"error\":{\"code\":\"UNAVAILABLE\",\"message\":"
                        + "\"The verification server does not answer as it should; try again\"}}");
    }

    /** The key is given back, perhaps a moment after the answer. */
    private void soldUnder(String key) {
        String reference = Buyer.reference();
        HttpResponse<String> sold = await().atMost(Duration.ofSeconds(5))
                .until(
                        () -> buyer.order(reference, key),
                        answer -> answer.statusCode() != 409 && answer.statusCode() != 422);
        data(200, sold);
        assertThat(GATEWAY.balanceMon(buyer.wallet())).isEqualTo("0.95");
    }

    private void nothingWasSold() {
        assertThat(GATEWAY.balanceMon(buyer.wallet())).isEqualTo("1.0");
        assertThat(GATEWAY.jdbc()
                        .sql("SELECT count(*) FROM cover_order WHERE owner = ?")
                        .param("wallet:" + buyer.wallet())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    private static boolean isInFlight(String key) {
        return GATEWAY.jdbc()
                .sql("SELECT EXISTS (SELECT FROM idempotency_key WHERE key = ? AND state = 'IN_FLIGHT')")
                .param(key)
                .query(Boolean.class)
                .single();
    }

    private static String reference(String kind) {
        return kind + "_" + UUID.randomUUID();
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}
