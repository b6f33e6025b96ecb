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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process dies after each step of a payout. Whoever comes next ends what was begun: each claim is paid by exactly one
 * transaction on the chain, and its cover is booked once.
 */
class PayoutCrashTest {

    /** In the order in which a payout gets there; of a replacement see below. */
    private static final List<PayoutStep.Step> STEPS = List.of(
            PayoutStep.Step.PREPARED,
            PayoutStep.Step.SIGNED,
            PayoutStep.Step.BROADCAST,
            PayoutStep.Step.SENT,
            PayoutStep.Step.SETTLED,
            PayoutStep.Step.CLOSED);

    /** Each process signs one at most, so the last one has something to replace. */
    private static final int CLAIMS = 8;

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
        List<String> wallets = Stream.generate(Gateway::newWallet).limit(CLAIMS).toList();
        try (ApplicationProcess poor = start(Map.of("TREASURY_PRIVATE_KEY", "")).awaitStarted()) {
            for (String wallet : wallets) {
                claim(poor.baseUrl(), wallet);
            }
            awaitNumber(CLAIMS, "SELECT count(*) FROM cover_claim WHERE status = 'approved'");
        }
        assertThat(transactionsSent()).isZero();
        for (PayoutStep.Step step : STEPS) {
            dieAt(step);
        }
        NODE.rpc("evm_setAutomine", false); // what is sent is stuck
        dieAt(PayoutStep.Step.REPLACED);
        NODE.rpc("evm_setAutomine", true);

        try (ApplicationProcess recovered = start(Map.of())) {
            recovered.awaitStarted();
            awaitNumber(CLAIMS, "SELECT count(*) FROM cover_claim WHERE status = 'paid'");
        }
        assertThat(wallets)
                .allSatisfy(wallet ->
                        assertThat(balanceOnChain(wallet)).isEqualTo(new BigInteger("500000000000000000000")));
        assertThat(transactionsSent()).isEqualTo(CLAIMS);
        theBooksAreRight();
    }

    private static void dieAt(PayoutStep.Step step) throws Exception {
        try (ApplicationProcess application = start(Map.of(
                "TOLLGATE_TEST_CRASHATPAYOUT", step.name(),
                "TOLLGATE_PAYOUT_TAKENATONCE", "1",
                "TOLLGATE_PAYOUT_REPLACEAFTER", "1s"))) {
            assertThat(application.awaitEnd()).as(step.name()).isEqualTo(CrashPoint.EXIT_CODE);
        }
    }

    private static void theBooksAreRight() {
        assertNumber("8", "SELECT count(DISTINCT payout_tx_hash) FROM cover_claim");
        assertNumber("9", "SELECT count(*) FROM payout_transaction"); // one was replaced
        assertNumber("8", "SELECT count(*) FROM cover_order WHERE status = 'closed'");
        assertNumber("8", "SELECT count(*) FROM cover_claim_event WHERE to_status = 'paid'");
        assertNumber("8", "SELECT count(*) FROM transfer WHERE purpose = 'cover-payout'");
        assertNumber("4000e18", "SELECT sum(amount) FROM transfer WHERE purpose = 'cover-payout'");
        assertNumber("0", "SELECT posted FROM account WHERE owner = 'cover:sku_5x_leverage'");
        assertNumber("996000e18", "SELECT posted FROM account WHERE owner = 'capital:sku_5x_leverage'");
        assertNumber("0", "SELECT count(*) FROM ledger_violation");
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

    private static void assertNumber(String expected, String sql) {
        assertThat(number(sql)).as(sql).isEqualByComparingTo(expected);
    }

    private static void awaitNumber(int expected, String sql) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(number(sql)).isEqualByComparingTo(BigDecimal.valueOf(expected)));
    }

    private static BigDecimal number(String sql) {
        return DATABASE.jdbc().sql(sql).query(BigDecimal.class).single();
    }

    private static ApplicationProcess start(Map<String, String> settings) throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("DATABASE_URL", DATABASE.jdbcUrl());
        all.put(
                "PORT",
                Integer.toString(PORT)); // a claim's proof is served by the process itself, under the same address
        all.put("EVM_RPC_URL", NODE.url());
        all.put("TREASURY_PRIVATE_KEY", TREASURY_KEY);
        all.putAll(settings);
        return ApplicationProcess.start(dataDir, all);
    }
}
