package dev.tollgate.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.testing.ApplicationProcess;
import dev.tollgate.testing.FreePort;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.TestDatabase;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process dies before or after each step of the sale of cover, of a claim's filing and of its verification. A repeat
 * under the same key ends what was begun, once: one premium, one claim, and the capital is right.
 */
class CoverCrashTest {

    private static final List<String> SALE = List.of(
            "after:claim-idempotency-key.step",
            "before:liqpass-orders-create.verify",
            "after:liqpass-orders-create.verify",
            "before:answer-once.step",
            "after:answer-once.step");
    private static final List<String> FILING = List.of("before:answer-once.step", "after:answer-once.step");
    private static final List<String> VERDICT =
            List.of("before:liqpass-judge-claim.verify", "before:judge-claim.step", "after:judge-claim.step");
    private static final int PORT = FreePort.next();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    @TempDir
    static Path dataDir;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void whateverStepItDiesAtThereIsOnePremiumAndOneClaim() throws Exception {
        Map<String, String> wallets = new LinkedHashMap<>();
        Map<String, String> orders = new LinkedHashMap<>();
        try (ApplicationProcess application = start(Map.of()).awaitStarted()) {
            String url = application.baseUrl();
            for (String point : SALE) {
                wallets.put(point, wallet(url));
            }
            for (String point : FILING) {
                String wallet = wallet(url);
                orders.put(
                        "file " + point, text(post(url, "/orders", order(wallet, "file " + point), point), "order_id"));
            }
            for (String point : VERDICT) {
                String wallet = wallet(url);
                orders.put(
                        "judge " + point,
                        text(post(url, "/orders", order(wallet, "judge " + point), point), "order_id"));
            }
        }
        for (String point : SALE) {
            dieAt(point, url -> post(url, "/orders", order(of(wallets, point), point), "sale"));
        }
        for (String point : FILING) {
            dieAt(point, url -> post(url, "/claim", claim(url, of(orders, "file " + point)), "filing"));
        }
        for (String point : VERDICT) {
            dieAt(point, url -> {
                assertThat(post(url, "/claim", claim(url, of(orders, "judge " + point)), "judge")
                                .statusCode())
                        .isEqualTo(200);
                await().pollInterval(Duration.ofMillis(100)).atMost(PATIENCE).until(() -> isDead(url));
                throw new IOException("dead");
            });
        }

        try (ApplicationProcess recovered = start(Map.of()).awaitStarted()) {
            String url = recovered.baseUrl();
            for (String point : SALE) {
                String id = text(again(url, "/orders", order(of(wallets, point), point), "sale"), "order_id");
                assertThat(id).as(point).startsWith("order_");
                assertThat(balance(of(wallets, point))).as(point).isEqualByComparingTo("0.95");
            }
            for (String point : FILING) {
                String order = of(orders, "file " + point);
                String id = text(again(url, "/claim", claim(url, order), "filing"), "claim_id");
                assertThat(claims(order)).as(point).containsExactly(id);
            }
            DATABASE.jdbc()
                    .sql("UPDATE cover_claim SET next_attempt_at = now() WHERE status = 'filed'")
                    .update();
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(number("SELECT count(*) FROM cover_claim WHERE status <> 'approved'"))
                                    .isZero());
        }
        theBooksAreRight();
    }

    private static void theBooksAreRight() {
        int sold = SALE.size() + FILING.size() + VERDICT.size();
        assertThat(number("SELECT count(*) FROM cover_order")).isEqualByComparingTo(BigDecimal.valueOf(sold));
        assertThat(number("SELECT count(*) FROM transfer WHERE purpose = 'premium'"))
                .isEqualByComparingTo(BigDecimal.valueOf(sold));
        assertThat(number("SELECT count(*) FROM cover_claim_event WHERE to_status = 'approved'"))
                .isEqualByComparingTo(BigDecimal.valueOf(FILING.size() + VERDICT.size()));
        assertThat(number("SELECT posted FROM account WHERE owner = 'cover:sku_5x_leverage'"))
                .isEqualByComparingTo(number("SELECT sum(cover) FROM cover_order"));
        assertThat(
                        number(
                                "SELECT sum(posted) FROM account WHERE owner IN ('cover:sku_5x_leverage', 'capital:sku_5x_leverage')"))
                .isEqualByComparingTo("1000000e18");
    }

    private interface Call {
        HttpResponse<String> on(String url) throws Exception;
    }

    private void dieAt(String point, Call call) throws Exception {
        try (ApplicationProcess application =
                start(Map.of("TOLLGATE_TEST_CRASHAT", point)).awaitStarted()) {
            assertThat(survived(call, application.baseUrl())).as(point).isNull();
            assertThat(application.awaitEnd()).as(point).isEqualTo(CrashPoint.EXIT_CODE);
        }
    }

    /** Null if the connection broke, as it does when the process dies; else what was answered all the same. */
    private static @Nullable String survived(Call call, String url) throws Exception {
        try {
            return call.on(url).body();
        } catch (IOException e) {
            return null;
        }
    }

    private boolean isDead(String url) throws InterruptedException {
        try {
            http.send(HttpRequest.newBuilder(URI.create(url + "/healthz")).build(), BodyHandlers.discarding());
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    /** A repeat, once the lease of the one that died has run out. */
    private HttpResponse<String> again(String url, String path, String json, String key) {
        return Objects.requireNonNull(await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(() -> post(url, path, json, key), answer -> answer.statusCode() != 409));
    }

    private static String of(Map<String, String> map, String key) {
        return Objects.requireNonNull(map.get(key), key);
    }

    private HttpResponse<String> post(String url, String path, String json, String key)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key.replace(' ', '-'))
                        .timeout(Duration.ofSeconds(30))
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    private String wallet(String url) throws IOException, InterruptedException {
        String wallet = Gateway.newWallet();
        String recharge = "{\"user_address\":\"" + wallet + "\",\"amount\":\"1.0\"}";
        assertThat(post(url, "/internal/recharge", recharge, "recharge-" + wallet)
                        .statusCode())
                .isEqualTo(200);
        return wallet;
    }

    private static String order(String wallet, String point) {
        return """
                {"sku_id": "sku_5x_leverage", "wallet_address": "%s", "exchange": "binance", "symbol": "BTCUSDT",
                 "order_reference": "%s", "premium_amount": 0.05}""".formatted(wallet, point.replace(' ', '-'));
    }

    private static String claim(String url, String order) {
        return """
                {"order_id": "%s", "reason": "position_liquidated", "proof_uri": "%s",
                 "liquidated_amount": 100, "liquidated_price": 50000}""".formatted(order, url + "/sandbox/jp/proof.json");
    }

    private static String text(HttpResponse<String> answer, String field) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Gateway.json(answer).path("data").path(field).asText();
    }

    private static List<String> claims(String order) {
        return DATABASE.jdbc()
                .sql("SELECT id FROM cover_claim WHERE order_id = ?")
                .param(order)
                .query(String.class)
                .list();
    }

    private static BigDecimal balance(String wallet) {
        return number("SELECT posted * 0.000000000000000001 FROM account WHERE asset = 'MON' AND owner = 'wallet:"
                + wallet + "'");
    }

    private static BigDecimal number(String sql) {
        return DATABASE.jdbc().sql(sql).query(BigDecimal.class).single();
    }

    private static ApplicationProcess start(Map<String, String> settings) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.put("DATABASE_URL", DATABASE.jdbcUrl());
        all.put(
                "PORT",
                Integer.toString(PORT)); // a claim's proof is served by the process itself, under the same address
        all.put("TOLLGATE_LEDGER_HOLDTTL", "4s");
        all.put("TOLLGATE_LEDGER_RENEWEVERY", "1s");
        return ApplicationProcess.start(dataDir, all);
    }
}
