package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.Gateway;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two places for one caller, three for all: whoever finds none is told at once, and nothing is held of his money. */
@Timeout(60)
class CallCapsTest {

    private static final ClaudeStandIn CLAUDE = ClaudeStandIn.start();
    private static final Gateway GATEWAY = Gateway.start(Map.of(
            "CLAUDE_BACKEND_URL", CLAUDE.messagesUrl().toString(), "MAX_CALLS", "3", "MAX_CALLS_PER_CALLER", "2"));
    private static final String DOCUMENTED = "/api/v1/claude/messages";
    private static final String OF_THE_CALLER = "You have 2 calls under way already; wait for one to end";
    private static final String OF_ALL = "Too many calls are under way; try again shortly";

    private final String greedy = GATEWAY.newWallet("1.0");
    private final String other = GATEWAY.newWallet("1.0");
    private final CountDownLatch enough = new CountDownLatch(1);
    private final List<CompletableFuture<HttpResponse<String>>> stalled = new ArrayList<>();

    @BeforeEach
    void forget() {
        CLAUDE.forget();
    }

    @AfterAll
    static void stop() {
        GATEWAY.close();
        CLAUDE.close();
    }

    @Test
    void aCallersCapIsItsOwn() {
        stall(greedy);
        stall(greedy);

        requireFull(call(DOCUMENTED, greedy), OF_THE_CALLER);
        requireAnthropicFull(call("/wallet/v1/messages", greedy), OF_THE_CALLER);
        assertThat(call(DOCUMENTED, other).statusCode()).isEqualTo(200);
        assertThat(GATEWAY.balanceMon(greedy))
                .isEqualTo("0.975424"); // the two that are stalled, nothing of the refused

        release();
        assertThat(call(DOCUMENTED, greedy).statusCode()).isEqualTo(200);
    }

    @Test
    void theCapOfAllIsEverybodys() {
        stall(greedy);
        stall(greedy);
        stall(other);

        requireFull(call(DOCUMENTED, GATEWAY.newWallet("1.0")), OF_ALL);
        requireFull(call(DOCUMENTED, other), OF_ALL);
        requireAnthropicFull(call("/wallet/v1/messages", other), OF_ALL);

        release();
        stall(other);
        stall(other);
        assertThat(call(DOCUMENTED, greedy).statusCode()).isEqualTo(200);
        release();
    }

    /** A place that a refused call kept would be missed by now. */
    @Test
    void refusedCallsTakeNoPlace() {
        stall(greedy);
        stall(greedy);
        for (int i = 0; i < 20; i++) {
            requireFull(call(DOCUMENTED, greedy), OF_THE_CALLER);
        }
        assertThat(call(DOCUMENTED, other).statusCode()).isEqualTo(200);
        release();

        String poor = Gateway.newWallet();
        for (int i = 0; i < 5; i++) {
            assertThat(call(DOCUMENTED, poor).statusCode()).isEqualTo(402);
        }
        GATEWAY.recharge(poor, "1.0");
        assertThat(call(DOCUMENTED, poor).statusCode()).isEqualTo(200);
    }

    /** Makes a call whose upstream says nothing until {@link #release()}, and waits until it is there. */
    private void stall(String wallet) {
        CLAUDE.next(this::waitThenBreak);
        stalled.add(GATEWAY.http()
                .sendAsync(
                        GATEWAY.request(DOCUMENTED, "X-User-Address", wallet, "Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body()))
                                .build(),
                        BodyHandlers.ofString()));
        CLAUDE.takeRequest();
    }

    private void waitThenBreak(Socket connection) {
        try {
            enough.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        enough.countDown();
        stalled.forEach(call -> assertThat(call.join().statusCode()).isEqualTo(503));
        stalled.clear();
        CLAUDE.forget();
    }

    private static HttpResponse<String> call(String path, String wallet) {
        return GATEWAY.post(path, body(), "X-User-Address", wallet);
    }

    private static String body() {
        return "{\"model\":\"claude-3-5-sonnet-20241022\",\"max_tokens\":1024,\"messages\":"
                + "[{\"role\":\"user\",\"content\":\"Hello!\"}]}";
    }

    private static void requireFull(HttpResponse<String> answer, String message) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
        assertThat(answer.body()).isEqualTo("{\"detail\":\"" + message + "\"}");
    }

    private static void requireAnthropicFull(HttpResponse<String> answer, String message) {
        JsonNode body = Gateway.json(answer);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("1");
        assertThat(body.path("type").asText()).isEqualTo("error");
        assertThat(body.path("error").path("type").asText()).isEqualTo("overloaded_error");
        assertThat(body.path("error").path("message").asText()).isEqualTo(message);
    }
}
