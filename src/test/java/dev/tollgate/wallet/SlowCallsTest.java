package dev.tollgate.wallet;

import static dev.tollgate.wallet.UpstreamScript.MESSAGE_START;
import static dev.tollgate.wallet.UpstreamScript.MESSAGE_STOP;
import static dev.tollgate.wallet.UpstreamScript.stream;
import static dev.tollgate.wallet.UpstreamScript.textDelta;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.ReceivedRequest.Outcome;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Upstreams that say nothing for a second, calls that take longer than three, callers with more than four at once. */
class SlowCallsTest {

    private static final String TIMEOUT_EVENT =
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"timeout_error\"";

    private static final Pipeline PIPELINE = Pipeline.start(
            Map.of("CLAUDE_REQUEST_TIMEOUT", "1", "MAX_CALL_DURATION", "3", "MAX_CALLS_PER_CALLER", "4"));

    private final String wallet = PIPELINE.wallet();

    @AfterAll
    static void stop() {
        PIPELINE.close();
    }

    @BeforeEach
    void forget() {
        PIPELINE.claude().forget();
    }

    @Test
    void silenceBeforeTheAnswerIsATimeOut() {
        record Case(String path, String question, String payer) {}
        List<Case> cases = new ArrayList<>();
        for (String path : List.of(Pipeline.DOCUMENTED, Pipeline.ANTHROPIC, Pipeline.METERED)) {
            for (String question : List.of(
                    Pipeline.question("sandbox-stall"),
                    Pipeline.question("sandbox-stall-after-0"),
                    Pipeline.question("sandbox-stall-after-1"),
                    Pipeline.streamQuestion("sandbox-stall"),
                    Pipeline.streamQuestion("sandbox-stall-after-0"),
                    Pipeline.streamQuestion("sandbox-ping-first-stall-after-1"))) {
                cases.add(new Case(path, question, PIPELINE.wallet()));
            }
        }

        List<CompletableFuture<HttpResponse<String>>> answers = cases.stream()
                .map(c -> CompletableFuture.supplyAsync(
                        () -> PIPELINE.call(c.path(), c.payer(), c.question()),
                        runnable -> new Thread(runnable).start()))
                .toList();

        for (int i = 0; i < cases.size(); i++) {
            UpstreamFailuresTest.assertUnavailable(
                    cases.get(i).path(), answers.get(i).join(), "Connection timeout");
            PIPELINE.assertFree(cases.get(i).payer());
        }
        assertUpstreamsLeft(cases.size());
    }

    @Test
    void silenceInAStreamEndsItWithAnErrorEvent() {
        for (String path : List.of(Pipeline.DOCUMENTED, Pipeline.METERED)) {
            String payer = PIPELINE.wallet();
            String answer = PIPELINE.call(path, payer, Pipeline.streamQuestion("sandbox-stall-after-4"))
                    .body();

            assertThat(answer).startsWith("event: message_start").contains("event: content_block_delta");
            assertThat(lastEvent(answer)).startsWith(TIMEOUT_EVENT);
            Pipeline.Usage call = PIPELINE.endedCall(payer);
            assertThat(call.outcome()).isEqualTo("timeout");
            assertThat(call.output()).isPositive();
        }
        assertUpstreamsLeft(2);
    }

    @Test
    void whoeverIsSlowIsNotSilent() {
        PIPELINE.claude().next(connection -> {
            byte[] answer = "{\"usage\":{}}".getBytes();
            connection
                    .getOutputStream()
                    .write(
                            ("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 12\r\nconnection: close\r\n\r\n")
                                    .getBytes());
            for (byte b : answer) {
                sleep(150);
                connection.getOutputStream().write(b);
            }
        });

        HttpResponse<String> answer = PIPELINE.call(Pipeline.DOCUMENTED, wallet, Pipeline.question("claude-test-1"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"usage\":{}}");
    }

    @Test
    void aClientThatDoesNotReadIsNotTheUpstreamsSilence() {
        String event = textDelta("x".repeat(10_000));
        PIPELINE.claude().next(stream(upstream -> {
            upstream.send(MESSAGE_START);
            for (int i = 0; i < 2_000; i++) {
                upstream.send(event);
            }
            upstream.send(MESSAGE_STOP).end();
        }));

        try (StreamClient client =
                PIPELINE.stream(Pipeline.DOCUMENTED, wallet, Pipeline.streamQuestion("claude-test-1"))) {
            sleep(1_700);
            assertThat(client.restText()).endsWith(MESSAGE_STOP);
        }
        assertThat(PIPELINE.endedCall(wallet).outcome()).isEqualTo("ok");
    }

    @Test
    void aStreamThatTakesTooLongIsCut() {
        long start = System.nanoTime();
        String answer = PIPELINE.call(
                        Pipeline.METERED, wallet, Pipeline.streamQuestion("sandbox-events-900-every-100ms"))
                .body();

        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)).isBetween(3_000L, 8_000L);
        assertThat(lastEvent(answer)).startsWith(TIMEOUT_EVENT);
        Pipeline.Usage call = PIPELINE.endedCall(wallet);
        assertThat(call.outcome()).isEqualTo("timeout");
        assertThat(call.output()).isBetween(5L, 100L);
        assertUpstreamsLeft(1);
    }

    @Test
    void anAnswerThatTakesTooLongIsCutAndCostsNothing() {
        PIPELINE.claude().next(connection -> {
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"
                            .getBytes());
            for (int i = 0; i < 100; i++) {
                sleep(100);
                connection.getOutputStream().write(' ');
            }
        });

        UpstreamFailuresTest.assertUnavailable(
                Pipeline.DOCUMENTED,
                PIPELINE.call(Pipeline.DOCUMENTED, wallet, Pipeline.question("claude-test-1")),
                "the call took too long");
        PIPELINE.assertFree(wallet);
        assertUpstreamsLeft(1);
    }

    @Test
    void aCallerHasSoManyPlacesAndGetsThemBack() {
        String other = PIPELINE.wallet();
        for (int round = 0; round < 2; round++) {
            List<StreamClient> open = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                open.add(PIPELINE.stream(
                        Pipeline.DOCUMENTED, wallet, Pipeline.streamQuestion("sandbox-events-900-every-50ms")));
            }

            HttpResponse<String> refused = PIPELINE.call(Pipeline.DOCUMENTED, wallet, Pipeline.question("sandbox"));
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
            assertThat(PIPELINE.call(Pipeline.DOCUMENTED, other, Pipeline.question("sandbox"))
                            .statusCode())
                    .isEqualTo(200);

            open.forEach(StreamClient::reset);
            int ended = 4 * (round + 1);
            Pipeline.await(() -> PIPELINE.usage(wallet).stream()
                            .filter(call -> call.outcome().equals("client_abort"))
                            .count()
                    == ended);
        }
        for (String failing : List.of("sandbox-400", "sandbox-529", "sandbox-cut", "sandbox-malformed", "sandbox")) {
            int status = PIPELINE.call(Pipeline.DOCUMENTED, wallet, Pipeline.question(failing))
                    .statusCode();
            assertThat(status).isEqualTo(failing.equals("sandbox") ? 200 : failing.equals("sandbox-400") ? 400 : 503);
        }
        assertThat(PIPELINE.holds(wallet)).doesNotContain("PENDING");
    }

    private static void assertUpstreamsLeft(int calls) {
        Pipeline.await(() -> PIPELINE.claude().requests().stream()
                        .filter(request -> request.outcome().getNow(Outcome.ANSWERED) == Outcome.CLIENT_GONE)
                        .count()
                == calls);
    }

    private static String lastEvent(String stream) {
        String[] events = stream.split("(?<=\n\n)", -1);
        return events[events.length - 2];
    }

    private static void sleep(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
