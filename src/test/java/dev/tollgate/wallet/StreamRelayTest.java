package dev.tollgate.wallet;

import static dev.tollgate.wallet.UpstreamScript.MESSAGE_START;
import static dev.tollgate.wallet.UpstreamScript.MESSAGE_STOP;
import static dev.tollgate.wallet.UpstreamScript.OVERLOADED;
import static dev.tollgate.wallet.UpstreamScript.PING;
import static dev.tollgate.wallet.UpstreamScript.messageDelta;
import static dev.tollgate.wallet.UpstreamScript.stream;
import static dev.tollgate.wallet.UpstreamScript.textDelta;
import static dev.tollgate.wallet.UpstreamScript.wholeStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.ReceivedRequest.Outcome;
import dev.tollgate.testing.StandIn.Misbehaviour;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a stream's bytes between the upstream and the client, whichever of them goes away. */
class StreamRelayTest {

    private static final String MODEL = "claude-test-1";

    private final Pipeline pipeline = Pipeline.shared();
    private final String wallet = pipeline.wallet();

    @ParameterizedTest
    @ValueSource(strings = {Pipeline.DOCUMENTED, Pipeline.METERED})
    void everyEventReachesTheClientBeforeTheNextIsSent(String path) {
        List<String> events = List.of(MESSAGE_START, PING, textDelta("one"), textDelta("two"), MESSAGE_STOP);
        Semaphore seen = new Semaphore(1);
        pipeline.claude().next(stream(upstream -> {
            for (String event : events) {
                upstream.waitFor(seen).send(event);
            }
            upstream.waitFor(seen).end();
        }));

        try (StreamClient client = open(path)) {
            for (String event : events) {
                assertThat(client.event()).isEqualTo(event);
                seen.release();
            }
            assertThat(client.event()).isNull();
            assertThat(client.header("content-type")).isEqualTo("text/event-stream;charset=utf-8");
            assertThat(client.header("request-id")).isEqualTo("req_upstream");
        }
        assertThat(pipeline.endedCall(wallet).outcome()).isEqualTo("ok");
    }

    @Test
    void theBytesAreTheUpstreams() {
        String sent =
                (MESSAGE_START + ": a comment\n\n" + textDelta("smörgåsbord 🙂").replace("\n", "\r\n")
                        + "id: 7\nevent: content_block_delta\ndata: {\"type\":\ndata: \"content_block_delta\"}\n\n"
                        + "event: no_such_event\ndata: not json\n\n" + messageDelta(3) + MESSAGE_STOP);
        pipeline.claude().next(stream(upstream -> {
            byte[] bytes = sent.getBytes(UTF_8);
            for (int from = 0; from < bytes.length; from += 7) {
                upstream.send(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + 7)));
            }
            upstream.end();
        }));

        try (StreamClient client = open(Pipeline.DOCUMENTED)) {
            assertThat(client.restText()).isEqualTo(sent);
        }
    }

    @Test
    void anEventOfOneMebibyteFits() {
        String huge = textDelta("x".repeat(1024 * 1024));
        pipeline.claude().next(wholeStream(MESSAGE_START, huge, messageDelta(3), MESSAGE_STOP));

        try (StreamClient client = open(Pipeline.DOCUMENTED)) {
            assertThat(client.rest())
                    .isEqualTo((MESSAGE_START + huge + messageDelta(3) + MESSAGE_STOP).getBytes(UTF_8));
        }
    }

    @Test
    void aSilentUpstreamsClientGetsPings() {
        Semaphore goOn = new Semaphore(0);
        pipeline.claude().next(stream(upstream -> {
            upstream.send(MESSAGE_START).waitFor(goOn).send(MESSAGE_STOP);
            upstream.end();
        }));

        try (StreamClient client = open(Pipeline.DOCUMENTED)) {
            assertThat(client.event()).isEqualTo(MESSAGE_START);
            assertThat(client.event()).isEqualTo(PING);
            assertThat(client.event()).isEqualTo(PING);
            goOn.release();
            assertThat(client.eventButPing()).isEqualTo(MESSAGE_STOP);
            assertThat(client.event()).isNull();
        }
    }

    @Test
    void anErrorEventOfTheUpstreamIsTheOnlyOne() {
        pipeline.claude().next(stream(upstream -> upstream.send(MESSAGE_START + OVERLOADED)));

        try (StreamClient client = open(Pipeline.DOCUMENTED)) {
            assertThat(client.restText()).isEqualTo(MESSAGE_START + OVERLOADED);
        }
        assertThat(pipeline.endedCall(wallet).outcome()).isEqualTo("upstream_error");
    }

    /** The upstream ends properly, is closed, is reset; between events, in an event, in a character. */
    @Test
    void anEarlyEndBecomesAnErrorEvent() {
        byte[] half =
                Arrays.copyOf(textDelta("🙂").getBytes(UTF_8), textDelta("").length() - 5 + 2);
        List<Misbehaviour> ends = List.of(
                wholeStream(MESSAGE_START),
                wholeStream(MESSAGE_START, "data: {\"type\":\"message_stop\"}\n"),
                stream(upstream -> upstream.send(MESSAGE_START)),
                stream(upstream -> upstream.send(MESSAGE_START).send("event: content_block_delta\ndata: {\"ty")),
                stream(upstream -> upstream.send(MESSAGE_START).send(half)),
                stream(upstream -> {
                    upstream.send(MESSAGE_START).pause();
                    upstream.reset();
                }));
        for (Misbehaviour end : ends) {
            String payer = pipeline.wallet();
            pipeline.claude().next(end);
            try (StreamClient client = pipeline.stream(Pipeline.DOCUMENTED, payer, Pipeline.streamQuestion(MODEL))) {
                assertThat(client.event()).isEqualTo(MESSAGE_START);
                assertThat(client.eventButPing())
                        .startsWith("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\"");
                assertThat(client.event()).isNull();
            }
            assertThat(pipeline.endedCall(payer).outcome()).isEqualTo("upstream_error");
        }
    }

    @Test
    void messageStopIsTheEndWhateverTheUpstreamDoes() throws Exception {
        pipeline.claude().next(stream(upstream -> {
            upstream.send(MESSAGE_START + MESSAGE_STOP);
            upstream.silence();
        }));

        try (StreamClient client = open(Pipeline.DOCUMENTED)) {
            assertThat(client.restText()).isEqualTo(MESSAGE_START + MESSAGE_STOP);
        }
        assertThat(pipeline.endedCall(wallet).outcome()).isEqualTo("ok");
        assertThat(upstreamSaw()).isEqualTo(Outcome.CLIENT_GONE);
    }

    @Test
    void connectionsToTheUpstreamAreUsedAgain() {
        int before = pipeline.claude().connectionsAccepted();
        for (int i = 0; i < 10; i++) {
            for (String question :
                    List.of(Pipeline.question("sandbox", 10, false), Pipeline.question("sandbox", 10, true))) {
                assertThat(pipeline.call(Pipeline.DOCUMENTED, wallet, question).statusCode())
                        .isEqualTo(200);
            }
        }

        assertThat(pipeline.claude().connectionsAccepted() - before).isLessThan(5);
    }

    /** Each of these leaves something unread: after an error, after the end, in a long refusal. */
    @Test
    void noConnectionToTheUpstreamOutlivesItsCall() {
        List<Misbehaviour> unfinished = List.of(
                stream(upstream -> upstream.send(OVERLOADED).silence()),
                stream(upstream -> upstream.send(MESSAGE_START + MESSAGE_STOP).silence()),
                stream(upstream -> upstream.send(MESSAGE_START + MESSAGE_STOP + PING.repeat(10_000))
                        .silence()),
                connection -> {
                    UpstreamScript.answer(400, "x".repeat(3 * 1024 * 1024)).serve(connection);
                    new Semaphore(0).acquireUninterruptibly();
                });
        for (Misbehaviour upstream : unfinished) {
            pipeline.claude().next(upstream);
            assertThat(CompletableFuture.supplyAsync(
                            () -> pipeline.call(Pipeline.DOCUMENTED, wallet, Pipeline.streamQuestion(MODEL))))
                    .as("nobody waits for the rest")
                    .succeedsWithin(Duration.ofSeconds(10));
            assertThat(pipeline.claude().takeRequest().outcome()).succeedsWithin(Duration.ofSeconds(5));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatGoesAwayWhileTheUpstreamIsSilentIsNoticed(boolean reset) throws Exception {
        pipeline.claude().next(stream(upstream -> {
            upstream.send(MESSAGE_START + textDelta("partly"));
            upstream.silence();
        }));

        StreamClient client = open(Pipeline.DOCUMENTED);
        assertThat(client.event()).isEqualTo(MESSAGE_START);
        leave(client, reset);

        assertThat(upstreamSaw()).isEqualTo(Outcome.CLIENT_GONE);
        assertThat(pipeline.endedCall(wallet).outcome()).isEqualTo("client_abort");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClientThatGoesAwayInTheMiddleOfEventsIsNoticed(boolean reset) throws Exception {
        StreamClient client =
                pipeline.stream(Pipeline.METERED, wallet, Pipeline.streamQuestion("sandbox-events-800-every-20ms"));
        client.event();
        client.event();
        leave(client, reset);

        assertThat(upstreamSaw()).isEqualTo(Outcome.CLIENT_GONE);
        Pipeline.Usage call = pipeline.endedCall(wallet);
        assertThat(call.outcome()).isEqualTo("client_abort");
        assertThat(call.output()).isLessThan(800);
    }

    @Test
    void aClientThatLeavesBeforeTheBeginningIsSettledToo() throws Exception {
        Semaphore goOn = new Semaphore(0);
        pipeline.claude().next(stream(upstream -> {
            upstream.waitFor(goOn).send(MESSAGE_START);
            upstream.silence();
        }));

        var socket = StreamClient.send(
                pipeline.gateway().url() + Pipeline.DOCUMENTED, Pipeline.streamQuestion(MODEL), wallet);
        Pipeline.await(() -> pipeline.claude().requests().size() == 1);
        socket.setSoLinger(true, 0);
        socket.close();
        goOn.release();

        assertThat(upstreamSaw()).isEqualTo(Outcome.CLIENT_GONE);
        assertThat(pipeline.endedCall(wallet).outcome()).isEqualTo("client_abort");
    }

    @Test
    void theEndThatReachesNobodyIsNoGoodEnd() throws Exception {
        Semaphore goOn = new Semaphore(0);
        pipeline.claude().next(stream(upstream -> {
            upstream.send(MESSAGE_START).waitFor(goOn).send(MESSAGE_STOP);
            upstream.end();
        }));

        StreamClient client = open(Pipeline.DOCUMENTED);
        client.event();
        client.reset();
        goOn.release();

        assertThat(pipeline.endedCall(wallet).outcome()).isEqualTo("client_abort");
    }

    @Test
    void aSlowClientGetsEverythingAndHoldsTheUpstreamBack() throws Exception {
        String event = textDelta("x".repeat(10_000));
        Semaphore written = new Semaphore(0);
        pipeline.claude().next(stream(upstream -> {
            upstream.send(MESSAGE_START);
            for (int i = 0; i < 2_000; i++) {
                upstream.send(event);
                written.release();
            }
            upstream.send(MESSAGE_STOP).end();
        }));

        try (StreamClient client = open(Pipeline.DOCUMENTED)) {
            Thread.sleep(700);
            assertThat(written.availablePermits()).as("events sent to nobody").isLessThan(2_000);
            String rest = client.restText();
            assertThat(rest).hasSize(MESSAGE_START.length() + 2_000 * event.length() + MESSAGE_STOP.length());
            assertThat(rest).endsWith(MESSAGE_STOP);
        }
        assertThat(pipeline.endedCall(wallet).outcome()).isEqualTo("ok");
    }

    private StreamClient open(String path) {
        return pipeline.stream(path, wallet, Pipeline.streamQuestion(MODEL));
    }

    private static void leave(StreamClient client, boolean reset) {
        if (reset) {
            client.reset();
        } else {
            client.close();
        }
    }

    private Outcome upstreamSaw() throws Exception {
        return pipeline.claude().takeRequest().outcome().get(5, TimeUnit.SECONDS);
    }
}
