package dev.tollgate.wallet;

import static dev.tollgate.wallet.UpstreamScript.MESSAGE_START;
import static dev.tollgate.wallet.UpstreamScript.MESSAGE_STOP;
import static dev.tollgate.wallet.UpstreamScript.stream;
import static dev.tollgate.wallet.UpstreamScript.textDelta;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.ApplicationProcess;
import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.TestDatabase;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of calls whose process ends under them: killed, or asked to stop. */
class ProcessEndTest {

    private static final String MODEL = "claude-test-1";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private Path data;

    private final TestDatabase database = TestDatabase.create();
    private final ClaudeStandIn claude = ClaudeStandIn.start();
    private ApplicationProcess killed;
    private ApplicationProcess stopped;

    @BeforeEach
    void startTwoReplicas() throws Exception {
        Map<String, String> settings = Map.of(
                "DATABASE_URL",
                database.jdbcUrl(),
                "CLAUDE_BACKEND_URL",
                claude.messagesUrl().toString(),
                "SHUTDOWN_GRACE",
                "2",
                "CAMEL_MAIN_ROUTESINCLUDEPATTERN",
                "file:routes/**/*.camel.yaml,file:src/test/routes/test-metered.camel.yaml");
        killed = ApplicationProcess.start(data.resolve("killed"), settings);
        stopped = ApplicationProcess.start(data.resolve("stopped"), settings);
        killed.awaitStarted();
        stopped.awaitStarted();
    }

    @AfterEach
    void close() throws Exception {
        killed.close();
        stopped.close();
        claude.close();
        database.close();
    }

    /** One test for both ends: the replicas take long enough to start. */
    @Test
    void aPaidStreamIsNotExecutedAgainAndAStopLetsCallsEnd() throws Exception {
        aStreamOfAKilledProcessIsNotExecutedAgain();
        claude.forget();
        aStopLetsCallsEndAndEndsTheRest();
    }

    private void aStreamOfAKilledProcessIsNotExecutedAgain() throws Exception {
        String wallet = wallet();
        String key = UUID.randomUUID().toString();
        claude.next(stream(upstream -> upstream.send(MESSAGE_START).silence()));
        try (StreamClient client = StreamClient.post(
                killed.baseUrl() + Pipeline.DOCUMENTED,
                Pipeline.streamQuestion(MODEL),
                wallet,
                "Idempotency-Key",
                key)) {
            assertThat(client.event()).isEqualTo(MESSAGE_START);
            killed.kill();
        }

        HttpResponse<String> soon = repeat(wallet, key);
        database.jdbc().sql("UPDATE idempotency_key SET lease_until = now()").update();
        HttpResponse<String> later = repeat(wallet, key);

        assertThat(soon.statusCode()).isEqualTo(409);
        assertThat(soon.headers().firstValue("retry-after")).isPresent();
        assertThat(later.statusCode()).isEqualTo(409);
        assertThat(later.body()).contains("executed and charged before");
        assertThat(claude.requests()).hasSize(1);
        assertThat(outcomes(wallet)).containsExactly("in_progress");
        assertThat(balanceMon(wallet)).isEqualTo("0.988");
    }

    private void aStopLetsCallsEndAndEndsTheRest() throws Exception {
        String ending = wallet();
        String endless = wallet();
        String silent = wallet();
        String unread = wallet();
        String waiting = wallet();
        String url = stopped.baseUrl() + Pipeline.DOCUMENTED;
        Semaphore goOn = new Semaphore(0);
        claude.next(stream(upstream -> {
            upstream.send(MESSAGE_START).waitFor(goOn).send(MESSAGE_STOP);
            upstream.end();
        }));
        StreamClient endingClient = StreamClient.post(url, Pipeline.streamQuestion(MODEL), ending);
        StreamClient endlessClient = StreamClient.post(
                stopped.baseUrl() + Pipeline.METERED,
                Pipeline.streamQuestion("sandbox-events-900-every-200ms"),
                endless);
        StreamClient silentClient = StreamClient.post(url, Pipeline.streamQuestion("sandbox-stall-after-1"), silent);
        claude.next(stream(upstream -> {
            upstream.send(MESSAGE_START);
            while (true) {
                upstream.send(textDelta("x".repeat(10_000)));
            }
        }));
        StreamClient unreadClient =
                StreamClient.post(stopped.baseUrl() + Pipeline.METERED, Pipeline.streamQuestion(MODEL), unread);
        CompletableFuture<HttpResponse<String>> waitingCall =
                HTTP.sendAsync(request(url, waiting, Pipeline.question("sandbox-stall")), BodyHandlers.ofString());
        Pipeline.await(() -> claude.requests().size() == 5);

        CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(this::stop);

        String late = Gateway.newWallet();
        Pipeline.await(
                () -> send(request(url, late, Pipeline.question("sandbox"))).statusCode() == 503);
        HttpResponse<String> refused = send(request(url, late, Pipeline.question("sandbox")));
        assertThat(refused.body()).isEqualTo("{\"detail\":\"The service is shutting down\"}");
        assertThat(refused.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(refused.headers().firstValue("retry-after")).isPresent();

        HttpResponse<String> refusedSdk =
                send(request(stopped.baseUrl() + Pipeline.ANTHROPIC, late, Pipeline.question("sandbox")));
        assertThat(refusedSdk.statusCode()).isEqualTo(503);
        assertThat(Gateway.json(refusedSdk).at("/error/type").asText()).isEqualTo("overloaded_error");

        goOn.release();
        assertThat(endingClient.restText()).isEqualTo(MESSAGE_START + MESSAGE_STOP);
        for (StreamClient cut : List.of(endlessClient, silentClient)) {
            assertThat(cut.restText())
                    .startsWith("event: message_start\n")
                    .contains("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"");
        }
        HttpResponse<String> waited = waitingCall.join();
        assertThat(waited.statusCode()).isEqualTo(503);
        assertThat(waited.body()).isEqualTo("{\"detail\":\"The service is shutting down\"}");

        assertThat(exit.join()).isEqualTo(128 + 15); // of SIGTERM
        assertThat(outcomes(ending)).containsExactly("ok");
        assertThat(outcomes(endless)).containsExactly("shutdown");
        assertThat(outcomes(silent)).containsExactly("shutdown");
        assertThat(outcomes(unread)).containsExactly("shutdown");
        assertThat(outcomes(waiting)).containsExactly("shutdown");
        assertThat(pendingHolds()).isZero();
        unreadClient.close();
    }

    private int stop() {
        try {
            return stopped.stop();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String wallet() throws Exception {
        String wallet = Gateway.newWallet();
        String recharge = "{\"user_address\":\"" + wallet + "\",\"amount\":\"1.0\",\"client_type\":\"test\"}";
        assertThat(send(request(stopped.baseUrl() + "/internal/recharge", wallet, recharge))
                        .statusCode())
                .isEqualTo(200);
        return wallet;
    }

    private HttpResponse<String> repeat(String wallet, String key) throws Exception {
        return send(request(
                stopped.baseUrl() + Pipeline.DOCUMENTED,
                wallet,
                Pipeline.streamQuestion(MODEL),
                "Idempotency-Key",
                key));
    }

    private static HttpRequest request(String url, String wallet, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .header("X-User-Address", wallet)
                .POST(BodyPublishers.ofString(json));
        return headers.length == 0 ? request.build() : request.headers(headers).build();
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError("no answer", e);
        }
    }

    private List<String> outcomes(String wallet) {
        return database.jdbc()
                .sql("SELECT outcome FROM usage WHERE owner = ?")
                .param("wallet:" + wallet)
                .query(String.class)
                .list();
    }

    private String balanceMon(String wallet) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(stopped.baseUrl() + "/api/v1/balance/" + wallet))
                .build();
        return Gateway.json(send(request)).path("balance_mon").asText();
    }

    private long pendingHolds() {
        return database.jdbc()
                .sql("SELECT count(*) FROM hold WHERE state = 'PENDING'")
                .query(Long.class)
                .single();
    }
}
