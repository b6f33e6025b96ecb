package dev.tollgate.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.payout.PayoutStep;
import dev.tollgate.testing.ApplicationProcess;
import dev.tollgate.testing.FreePort;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.HardhatNode;
import dev.tollgate.testing.TestDatabase;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process dies after each step of a payout. Whoever comes next ends what was begun: each claim is paid by exactly one
 * transaction on the chain, and its cover is booked once.
 */
class PayoutCrashTest {

    /** A replacement wants a transaction that is stuck; PayoutsTest has it. */
    private static final List<PayoutStep.Step> STEPS = List.of(
            PayoutStep.Step.PREPARED,
            PayoutStep.Step.SIGNED,
            PayoutStep.Step.BROADCAST,
            PayoutStep.Step.SENT,
            PayoutStep.Step.SETTLED,
            PayoutStep.Step.CLOSED);

    /** Hardhat's first account, known to everybody. */
    private static final String TREASURY_KEY = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    private static final String TREASURY = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
    private static final int PORT = FreePort.next();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    @RegisterExtension
    static final HardhatNode NODE = new HardhatNode();

    @TempDir
    static Path dataDir;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void whateverStepItDiesAfterEachClaimIsPaidOnce() throws Exception {
        Map<PayoutStep.Step, String> wallets = new LinkedHashMap<>();
        for (PayoutStep.Step step : STEPS) {
            String wallet = Gateway.newWallet();
            wallets.put(step, wallet);
            try (ApplicationProcess application =
                    start(Map.of("TOLLGATE_TEST_CRASHATPAYOUT", step.name())).awaitStarted()) {
                claim(application.baseUrl(), wallet);
                assertThat(application.awaitEnd()).as(step.name()).isEqualTo(CrashPoint.EXIT_CODE);
            }
        }
        try (ApplicationProcess recovered = start(Map.of()).awaitStarted()) {
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(number("SELECT count(*) FROM cover_claim WHERE status <> 'paid'"))
                            .isZero());
            wallets.forEach((step, wallet) -> assertThat(balanceOnChain(wallet))
                    .as(step.name())
                    .isEqualTo(new BigInteger("500000000000000000000")));
        }
        assertThat(transactionsSent()).isEqualTo(STEPS.size());
        assertThat(number("SELECT count(DISTINCT payout_tx_hash) FROM cover_claim"))
                .isEqualByComparingTo("6");
        assertThat(number("SELECT count(*) FROM cover_order WHERE status = 'closed'"))
                .isEqualByComparingTo("6");
        assertThat(number("SELECT sum(amount) FROM transfer WHERE purpose = 'cover-payout'"))
                .isEqualByComparingTo("3000e18");
        assertThat(number("SELECT posted FROM account WHERE owner = 'cover:sku_5x_leverage'"))
                .isZero();
        assertThat(number("SELECT posted FROM account WHERE owner = 'capital:sku_5x_leverage'"))
                .isEqualByComparingTo("997000e18");
    }

    private void claim(String url, String wallet) throws IOException, InterruptedException {
        post(url, "/internal/recharge", "{\"user_address\":\"" + wallet + "\",\"amount\":\"0.05\"}");
        String order = data(post(url, "/orders", """
                        {"sku_id": "sku_5x_leverage", "wallet_address": "%s", "exchange": "binance", "symbol": "BTCUSDT",
                         "order_reference": "%s", "premium_amount": 0.05}""".formatted(wallet, wallet)), "order_id");
        String claim = data(post(url, "/claim", """
                        {"order_id": "%s", "reason": "position_liquidated", "proof_uri": "%s/sandbox/jp/proof.json",
                         "liquidated_amount": 100, "liquidated_price": 50000}""".formatted(order, url)), "claim_id");
        assertThat(claim).startsWith("claim_");
    }

    private HttpResponse<String> post(String url, String path, String json) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", "key-" + path + Integer.toHexString(json.hashCode()))
                        .timeout(Duration.ofSeconds(30))
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String data(HttpResponse<String> answer, String field) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Gateway.json(answer).path("data").path(field).asText();
    }

    private static BigInteger balanceOnChain(String wallet) {
        return quantity(NODE.rpc("eth_getBalance", wallet, "latest"));
    }

    /** Each takes one nonce. */
    private static int transactionsSent() {
        return quantity(NODE.rpc("eth_getTransactionCount", TREASURY, "latest")).intValueExact();
    }

    private static BigInteger quantity(Object hex) {
        return new BigInteger(String.valueOf(hex).substring(2), 16);
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
        all.put("EVM_RPC_URL", NODE.url());
        all.put("TREASURY_PRIVATE_KEY", TREASURY_KEY);
        return ApplicationProcess.start(dataDir, all);
    }
}
