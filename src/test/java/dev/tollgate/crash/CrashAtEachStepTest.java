package dev.tollgate.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.testing.ApplicationProcess;
import dev.tollgate.testing.ClaudeStandIn;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process dies before or after each step of a metered call. Afterwards the money is right: nothing is charged
 * before the settlement, the whole hold after it, and no hold stays.
 */
class CrashAtEachStepTest {

    /** What a call costs that dies before or after a step; wei. */
    private record Crash(String point, String chargedMon) {}

    private static final String PRICE = "0.0012"; // 100 tokens x 1.2 / 100,000
    private static final List<Crash> CRASHES = List.of(
            new Crash("before:read-llm-request.step", "0"),
            new Crash("after:claim-idempotency-key.step", "0"),
            new Crash("before:hold-funds.step", "0"),
            new Crash("after:hold-funds.step", "0"),
            new Crash("before:call-llm.upstream", "0"),
            new Crash("after:call-llm.upstream", "0"),
            new Crash("after:call-llm.response", "0"),
            new Crash("before:settle-and-answer.step", "0"),
            new Crash("after:settle-and-answer.step", PRICE));

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    @TempDir
    static Path dataDir;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void whateverStepItDiesAtTheMoneyIsRight() throws Exception {
        Map<Crash, String> wallets = new LinkedHashMap<>();
        try (ClaudeStandIn claude = ClaudeStandIn.start()) {
            try (ApplicationProcess application = start(claude, Map.of()).awaitStarted()) {
                for (Crash crash : CRASHES) {
                    wallets.put(crash, newWallet(application.baseUrl()));
                }
            }
            for (Map.Entry<Crash, String> entry : wallets.entrySet()) {
                dieAt(entry.getKey().point(), entry.getValue(), claude);
            }
            try (ApplicationProcess recovered = start(claude, Map.of()).awaitStarted()) {
                await().atMost(Duration.ofSeconds(60)).until(() -> pendingHolds() == 0);
                List<String> wrong = new ArrayList<>();
                wallets.forEach((crash, wallet) -> {
                    BigDecimal charged = new BigDecimal("1").subtract(spendableMon(wallet));
                    if (charged.compareTo(new BigDecimal(crash.chargedMon())) != 0) {
                        wrong.add(crash.point() + " charged " + charged);
                    }
                });
                assertThat(wrong).isEmpty();
                repeatsAreRight(recovered, wallets, claude);
            }
        }
    }

    /** A retry under the same key executes a call that wasn't charged, and never charges one twice. */
    private void repeatsAreRight(ApplicationProcess application, Map<Crash, String> wallets, ClaudeStandIn claude)
            throws Exception {
        for (Map.Entry<Crash, String> entry : wallets.entrySet()) {
            int upstreamCallsBefore = claude.requests().size();
            HttpResponse<String> answer = call(application.baseUrl(), entry.getValue());
            boolean wasCharged = entry.getKey().chargedMon().equals(PRICE);
            assertThat(answer.statusCode()).as(entry.getKey().point()).isEqualTo(200);
            assertThat(answer.headers().firstValue("idempotency-replayed").isPresent())
                    .as(entry.getKey().point())
                    .isEqualTo(wasCharged);
            assertThat(claude.requests().size() - upstreamCallsBefore)
                    .as(entry.getKey().point())
                    .isEqualTo(wasCharged ? 0 : 1);
            assertThat(spendableMon(entry.getValue()))
                    .as(entry.getKey().point())
                    .isEqualByComparingTo(new BigDecimal("1").subtract(new BigDecimal(PRICE)));
        }
    }

    private void dieAt(String point, String wallet, ClaudeStandIn claude) throws Exception {
        try (ApplicationProcess application =
                start(claude, Map.of("TOLLGATE_TEST_CRASHAT", point)).awaitStarted()) {
            assertThat(survived(application.baseUrl(), wallet)).as(point).isNull();
            assertThat(application.awaitEnd()).as(point).isEqualTo(CrashPoint.EXIT_CODE);
        }
    }

    /** Null if the connection broke, as it does when the process dies; else what was answered all the same. */
    private @Nullable String survived(String url, String wallet) throws InterruptedException {
        try {
            HttpResponse<String> answer = call(url, wallet);
            return answer + answer.body();
        } catch (IOException e) {
            return null;
        }
    }

    private String newWallet(String url) throws IOException, InterruptedException {
        String wallet = Gateway.newWallet();
        String recharge = "{\"user_address\":\"" + wallet + "\",\"amount\":\"1.0\"}";
        assertThat(post(url + "/internal/recharge", recharge).statusCode()).isEqualTo(200);
        return wallet;
    }

    private HttpResponse<String> call(String url, String wallet) throws IOException, InterruptedException {
        return post(
                url + "/api/v1/claude/messages",
                "{\"model\":\"claude-3-5-sonnet-20241022\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                "X-User-Address",
                wallet,
                "Idempotency-Key",
                "the-call");
    }

    private HttpResponse<String> post(String url, String json, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .timeout(Duration.ofSeconds(30));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static ApplicationProcess start(ClaudeStandIn claude, Map<String, String> settings) throws IOException {
        Map<String, String> all = new HashMap<>(settings);
        all.put("DATABASE_URL", DATABASE.jdbcUrl());
        all.put("CLAUDE_BACKEND_URL", claude.messagesUrl().toString());
        all.put("TOLLGATE_LEDGER_HOLDTTL", "4s");
        all.put("TOLLGATE_LEDGER_RENEWEVERY", "1s");
        return ApplicationProcess.start(dataDir, all);
    }

    private static long pendingHolds() {
        return DATABASE.jdbc()
                .sql("SELECT count(*) FROM hold WHERE state = 'PENDING'")
                .query(Long.class)
                .single();
    }

    private static BigDecimal spendableMon(String wallet) {
        return DATABASE.jdbc()
                .sql("SELECT (posted - held) * 0.000000000000000001 FROM account WHERE owner = ?")
                .param("wallet:" + wallet)
                .query(BigDecimal.class)
                .single();
    }
}
