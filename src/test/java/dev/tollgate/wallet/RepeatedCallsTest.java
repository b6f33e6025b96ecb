package dev.tollgate.wallet;

import static dev.tollgate.wallet.UpstreamScript.MESSAGE_START;
import static dev.tollgate.wallet.UpstreamScript.MESSAGE_STOP;
import static dev.tollgate.wallet.UpstreamScript.PING;
import static dev.tollgate.wallet.UpstreamScript.stream;
import static dev.tollgate.wallet.UpstreamScript.textDelta;
import static dev.tollgate.wallet.UpstreamScript.wholeStream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A call that is repeated under its Idempotency-Key reaches the upstream once, however it went. */
class RepeatedCallsTest {

    private static final String MODEL = "claude-test-1";

    private final Pipeline pipeline = Pipeline.shared();
    private final String wallet = pipeline.wallet();
    private final String key = UUID.randomUUID().toString();

    @ParameterizedTest
    @CsvSource({
        Pipeline.DOCUMENTED + ",false", Pipeline.DOCUMENTED + ",true",
        Pipeline.ANTHROPIC + ",false", Pipeline.ANTHROPIC + ",true",
        Pipeline.METERED + ",false", Pipeline.METERED + ",true"
    })
    void theRepeatGetsTheSameBytes(String path, boolean stream) {
        HttpResponse<String> first = call(path, Pipeline.question("sandbox-ping-first", 1000, stream));
        HttpResponse<String> repeat = call(path, Pipeline.question("sandbox-ping-first", 1000, stream));

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(repeat.statusCode()).isEqualTo(200);
        assertThat(repeat.body()).isEqualTo(first.body());
        assertThat(repeat.headers().firstValue("content-type"))
                .isEqualTo(first.headers().firstValue("content-type"));
        assertThat(repeat.headers().firstValue("request-id"))
                .isPresent()
                .isEqualTo(first.headers().firstValue("request-id"));
        assertThat(repeat.headers().firstValue("idempotency-replayed")).hasValue("true");
        assertExecutedOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {Pipeline.DOCUMENTED, Pipeline.METERED})
    void aStreamUnderWayIsNotRepeated(String path) {
        Semaphore goOn = new Semaphore(0);
        pipeline.claude().next(stream(upstream -> {
            upstream.send(MESSAGE_START).waitFor(goOn).send(MESSAGE_STOP);
            upstream.end();
        }));

        try (StreamClient client =
                pipeline.stream(path, wallet, Pipeline.streamQuestion(MODEL), "Idempotency-Key", key)) {
            assertThat(client.event()).isEqualTo(MESSAGE_START);
            assertThat(client.event()).isEqualTo(PING);
            HttpResponse<String> repeat = call(path, Pipeline.streamQuestion(MODEL));
            assertThat(repeat.statusCode()).isEqualTo(409);
            assertThat(repeat.headers().firstValue("retry-after")).isPresent();
            goOn.release();
            client.rest();
        }

        assertThat(call(path, Pipeline.streamQuestion(MODEL)).body())
                .as("without our pings")
                .isEqualTo(MESSAGE_START + MESSAGE_STOP);
        assertExecutedOnce();
    }

    @Test
    void whoLeftInTheMiddleComesBackForWhatThereWas() {
        pipeline.claude().next(stream(upstream -> {
            upstream.send(MESSAGE_START + textDelta("partly"));
            upstream.silence();
        }));
        try (StreamClient client =
                pipeline.stream(Pipeline.DOCUMENTED, wallet, Pipeline.streamQuestion(MODEL), "Idempotency-Key", key)) {
            client.event();
        }
        pipeline.endedCall(wallet);

        HttpResponse<String> repeat = call(Pipeline.DOCUMENTED, Pipeline.streamQuestion(MODEL));

        assertThat(repeat.statusCode()).isEqualTo(200);
        assertThat(repeat.body())
                .startsWith(MESSAGE_START + textDelta("partly") + "event: error\ndata: {\"type\":\"error\"")
                .endsWith("\n\n");
        assertExecutedOnce();
    }

    @Test
    void aStreamThatBrokeOffIsRepeatedWithItsErrorEvent() {
        pipeline.claude().next(wholeStream(MESSAGE_START));
        HttpResponse<String> first = call(Pipeline.ANTHROPIC, Pipeline.streamQuestion(MODEL));

        HttpResponse<String> repeat = call(Pipeline.ANTHROPIC, Pipeline.streamQuestion(MODEL));

        assertThat(first.body()).contains("event: error\n");
        assertThat(repeat.body()).isEqualTo(first.body());
        assertExecutedOnce();
    }

    @Test
    void ofSixteenAtOnceOneReachesTheUpstream() {
        List<HttpResponse<String>> answers = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> call(Pipeline.ANTHROPIC, Pipeline.question("sandbox-stall-for-300ms")),
                        runnable -> new Thread(runnable).start()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 409);
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() == 409)
                .allSatisfy(answer -> assertThat(
                                Gateway.json(answer).at("/error/type").asText())
                        .isEqualTo("invalid_request_error"));
        assertExecutedOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {Pipeline.DOCUMENTED, Pipeline.ANTHROPIC})
    void whatFailedBeforeItBeganIsTriedAgain(String path) {
        pipeline.claude().next(ClaudeStandIn.noAnswer());
        pipeline.claude().next(UpstreamScript.answer(429, "{}", "retry-after", "1"));

        assertThat(call(path, Pipeline.question("sandbox")).statusCode()).isEqualTo(503);
        assertThat(call(path, Pipeline.question("sandbox")).statusCode()).isEqualTo(429);
        HttpResponse<String> third = call(path, Pipeline.question("sandbox"));

        assertThat(third.statusCode()).isEqualTo(200);
        assertThat(third.headers().firstValue("idempotency-replayed")).isEmpty();
        assertThat(pipeline.claude().requests()).hasSize(3);
        assertThat(pipeline.holds(wallet)).containsExactly("VOIDED", "VOIDED", "POSTED");
    }

    @Test
    void aKeyIsOfItsPath() {
        call(Pipeline.DOCUMENTED, Pipeline.question("sandbox"));

        assertThat(call(Pipeline.ANTHROPIC, Pipeline.question("sandbox"))
                        .headers()
                        .firstValue("idempotency-replayed"))
                .isEmpty();
        assertThat(pipeline.claude().requests()).hasSize(2);
    }

    private HttpResponse<String> call(String path, String question) {
        return pipeline.call(path, wallet, question, "Idempotency-Key", key);
    }

    private void assertExecutedOnce() {
        assertThat(pipeline.claude().requests()).hasSize(1);
        assertThat(pipeline.holds(wallet)).containsExactly("POSTED");
        assertThat(pipeline.usage(wallet)).hasSize(1);
    }
}
