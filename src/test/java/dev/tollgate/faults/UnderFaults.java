package dev.tollgate.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.json.StrictJson;
import dev.tollgate.testing.ApplicationProcess;
import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.Gateway;
import dev.tollgate.wallet.StreamClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The application as a process of its own, with its own PostgreSQL and a scripted Claude, and what its books say. */
final class UnderFaults implements AutoCloseable {

    /** Where the whole hold is charged before the answer. */
    static final String PREPAID = "/api/v1/claude/messages";

    /** Where real usage is charged after the answer. */
    static final String METERED = "/test/metered/messages";

    /** How long the upstream may be silent. */
    static final Duration UPSTREAM_PATIENCE = Duration.ofSeconds(5);

    /** What a call of 1,000 tokens costs, from a wallet that had 1 MON. */
    static final String AFTER_ONE_CALL = "0.988";

    private static final Duration TO_SETTLE = Duration.ofSeconds(60);

    private static final Map<String, String> SETTINGS = Map.of(
            "CLAUDE_REQUEST_TIMEOUT", Long.toString(UPSTREAM_PATIENCE.toSeconds()),
            "MAX_CALL_DURATION", "25",
            "TOLLGATE_CALLS_PINGINTERVAL", "1s",
            "TOLLGATE_CALLS_CLIENTPATIENCE", "3s",
            "TOLLGATE_EDGE_BODYTIMEOUT", "2s",
            "TOLLGATE_EDGE_BODYBUDGET", "8MB",
            "TOLLGATE_LEDGER_HOLDTTL", "15s",
            "TOLLGATE_LEDGER_RENEWEVERY", "3s",
            "CAMEL_MAIN_ROUTESINCLUDEPATTERN",
                    "file:routes/**/*.camel.yaml,file:src/test/routes/test-metered.camel.yaml",
            // All of the heap that isn't needed is given back, so that the memory of the process shows what it keeps.
            "JAVA_TOOL_OPTIONS",
                    "-XX:+UseSerialGC -Xms48m -Xmn48m -Xmx768m -XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=10"
                            + " -XX:-ShrinkHeapInSteps");

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ClaudeStandIn claude = ClaudeStandIn.start();
    private final ApplicationProcess process;
    private final OwnPostgres postgres;
    private final String url;
    private final String managementUrl;

    private UnderFaults(Path dataDir, Map<String, String> settings) throws Exception {
        Map<String, String> all = new HashMap<>(SETTINGS);
        all.put("CLAUDE_BACKEND_URL", claude.messagesUrl().toString());
        all.put("MALLOC_ARENA_MAX", "2");
        all.put("TOLLGATE_UPSTREAMDEFAULTS_BREAKER_MINIMUMCALLS", "1000000"); // it fails here all the time
        all.putAll(settings);
        try {
            process = ApplicationProcess.start(dataDir, all).awaitStarted();
        } catch (Exception | AssertionError e) {
            claude.close();
            OwnPostgres.killIn(dataDir.resolve("postgres"));
            throw e;
        }
        url = process.baseUrl();
        managementUrl = process.managementUrl();
        postgres = new OwnPostgres(dataDir.resolve("postgres"));
    }

    /**
     * Starts it and waits until it serves.
     *
     * @param settings environment variables beside its own
     */
    static UnderFaults start(Path dataDir, Map<String, String> settings) throws Exception {
        return new UnderFaults(dataDir, settings);
    }

    ClaudeStandIn claude() {
        return claude;
    }

    OwnPostgres postgres() {
        return postgres;
    }

    String url() {
        return url;
    }

    HttpClient http() {
        return http;
    }

    /** Its database by a connection that is opened for each statement. */
    JdbcClient jdbc() {
        return JdbcClient.create(
                new DriverManagerDataSource(postgres.jdbcUrl(), OwnPostgres.USER, postgres.password()));
    }

    /** A wallet with 1 MON. */
    String wallet() {
        String wallet = Gateway.newWallet();
        HttpResponse<String> answer = post(
                "/internal/recharge",
                "{\"user_address\":\"" + wallet + "\",\"amount\":\"1.0\",\"client_type\":\"test\"}",
                "X-Test",
                "recharge");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return wallet;
    }

    /** A request of at most 1,000 tokens. */
    static String question(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":1000,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}";
    }

    /** Makes a call and reads all of its answer. */
    HttpResponse<String> call(String path, String wallet, String question) {
        return post(path, question, "X-User-Address", wallet);
    }

    /** Makes a call and reads no more than its head. */
    StreamClient stream(String path, String wallet, String model) {
        return StreamClient.post(url + path, question(model, true), wallet);
    }

    private HttpResponse<String> post(String path, String json, String... headers) {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .headers(headers)
                .POST(BodyPublishers.ofString(json)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(90)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** What an operator is told. */
    JsonNode operator(String method, String path) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(managementUrl + path))
                .method(method, BodyPublishers.noBody())
                .header("X-Operator", "test"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        try {
            return StrictJson.mapper().readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError(answer.body(), e);
        }
    }

    /** What the books say that a wallet has, in the smallest unit; nothing, where they don't know it. */
    String balance(String wallet) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(url + "/api/v1/balance/" + wallet)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Gateway.json(answer).path("balance_mon").asText();
    }

    /** The states of the wallet's holds. */
    List<String> holds(String wallet) {
        return jdbc().sql("SELECT state FROM hold WHERE account = (SELECT id FROM account WHERE owner = ?)")
                .param("wallet:" + wallet)
                .query(String.class)
                .list();
    }

    /** How the wallet's calls came out, oldest first. */
    List<String> outcomes(String wallet) {
        return jdbc().sql("SELECT outcome FROM usage WHERE owner = ? ORDER BY created_at")
                .param("wallet:" + wallet)
                .query(String.class)
                .list();
    }

    /** Every call of the wallet failed with this outcome, nothing was charged, nothing is held. */
    void assertFree(String wallet, String outcome) {
        await().atMost(TO_SETTLE).until(() -> !holds(wallet).contains("PENDING"));
        assertThat(holds(wallet)).isNotEmpty().containsOnly("VOIDED");
        assertThat(outcomes(wallet)).hasSameSizeAs(holds(wallet)).containsOnly(outcome);
        assertThat(balance(wallet)).isEqualTo("1.0");
    }

    /** The wallet's calls came out so in the end, the oldest first. */
    void assertOutcomes(String wallet, String... outcomes) {
        await().atMost(TO_SETTLE)
                .untilAsserted(() -> assertThat(outcomes(wallet)).containsExactly(outcomes));
    }

    /** The wallet's one call was charged in full and came out so. */
    void assertCharged(String wallet, String outcome) {
        assertOutcomes(wallet, outcome);
        assertThat(holds(wallet)).containsExactly("POSTED");
        assertThat(balance(wallet)).isEqualTo(AFTER_ONE_CALL);
    }

    /** Nothing is under way or held any more within a minute, every invariant holds, and a call works. */
    void assertWell() {
        await().atMost(TO_SETTLE)
                .untilAsserted(() -> assertThat(
                                operator("GET", "/operator/holds").path("total").asLong())
                        .isZero());
        await().atMost(TO_SETTLE)
                .untilAsserted(
                        () -> assertThat(metric("tollgate_calls_running")).isZero());
        assertThat(operator("POST", "/operator/ledger/check").path("violations"))
                .isEmpty();
        assertThat(jdbc().sql("SELECT count(*) FROM usage WHERE outcome = 'in_progress'")
                        .query(Long.class)
                        .single())
                .isZero();
        claude.forget();
        claude.acceptConnections();
        String wallet = wallet();
        assertThat(call(PREPAID, wallet, question("sandbox", false)).statusCode())
                .isEqualTo(200);
        assertCharged(wallet, "ok");
        claude.forget();
    }

    double metric(String name) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(managementUrl + "/actuator/prometheus")));
        return answer.body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    /** What it keeps in memory once it has cleaned up. */
    long residentBytes() throws Exception {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process collected = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "GC.run")
                .redirectErrorStream(true)
                .start();
        collected.getInputStream().readAllBytes();
        assertThat(collected.waitFor()).isZero();
        return Memory.residentBytes(process.pid());
    }

    ApplicationProcess process() {
        return process;
    }

    /** Ends it at once, as kill -9 does. */
    void kill() {
        ProcessHandle.of(process.pid()).ifPresent(ProcessHandle::destroyForcibly);
        postgres.kill();
    }

    @Override
    public void close() throws Exception {
        try (claude;
                process) {
            process.stop();
        } finally {
            postgres.kill(); // none is left after an orderly end
        }
    }
}
