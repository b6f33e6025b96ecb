package dev.tollgate.wallet;

import static dev.tollgate.wallet.UpstreamScript.MESSAGE_START;
import static dev.tollgate.wallet.UpstreamScript.MESSAGE_STOP;
import static dev.tollgate.wallet.UpstreamScript.OVERLOADED;
import static dev.tollgate.wallet.UpstreamScript.answer;
import static dev.tollgate.wallet.UpstreamScript.messageDelta;
import static dev.tollgate.wallet.UpstreamScript.stream;
import static dev.tollgate.wallet.UpstreamScript.textDelta;
import static dev.tollgate.wallet.UpstreamScript.wholeStream;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.metering.ClaudeRequestReader;
import dev.tollgate.metering.InputTokenEstimate;
import dev.tollgate.testing.StandIn.Misbehaviour;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The wallet document's rule: the whole hold, once the upstream has begun to answer, and nothing back. */
class PrepaidCallsTest {

    private static final String MODEL = "claude-asked-for";
    private static final BigInteger HOLD = new BigInteger("12000000000000000");

    private final Pipeline pipeline = Pipeline.shared();
    private final String wallet = pipeline.wallet();

    @ParameterizedTest
    @ValueSource(strings = {Pipeline.DOCUMENTED, Pipeline.ANTHROPIC})
    void aStreamIsPaidBeforeTheClientSeesItsFirstByte(String path) {
        Semaphore goOn = new Semaphore(0);
        pipeline.claude().next(stream(upstream -> {
            upstream.send(MESSAGE_START).waitFor(goOn).send(messageDelta(7) + MESSAGE_STOP);
            upstream.end();
        }));

        try (StreamClient client = pipeline.stream(path, wallet, Pipeline.streamQuestion(MODEL))) {
            assertThat(pipeline.holds(wallet)).containsExactly("POSTED");
            Pipeline.Usage begun = pipeline.usage(wallet).get(0);
            assertThat(begun.outcome()).isEqualTo("in_progress");
            assertThat(begun.charge()).isEqualTo(HOLD);
            assertThat(pipeline.gateway().balanceMon(wallet)).isEqualTo("0.988");
            goOn.release();
            assertThat(client.restText()).endsWith(MESSAGE_STOP);
        }
        Pipeline.Usage ended = pipeline.endedCall(wallet);
        assertThat(List.of(ended.input(), ended.output(), ended.cacheWrite(), ended.cacheRead()))
                .containsExactly(25L, 7L, 3L, 4L);
        assertThat(ended.model()).isEqualTo("claude-test-1");
        assertThat(ended.outcome()).isEqualTo("ok");
        assertThat(ended.charge()).isEqualTo(HOLD);
        assertThat(ended.firstTokenMs()).isBetween(0L, ended.durationMs());
    }

    @ParameterizedTest
    @ValueSource(strings = {Pipeline.DOCUMENTED, Pipeline.ANTHROPIC})
    void anAnswerIsPaidInFullAndItsUsageRecorded(String path) {
        pipeline.claude().next(answer(200, """
                        {"type":"message","model":"claude-test-1","content":[],"usage":{"input_tokens":25,\
                        "cache_creation_input_tokens":3,"cache_read_input_tokens":4,"output_tokens":7}}"""));

        assertThat(pipeline.call(path, wallet, Pipeline.question(MODEL)).statusCode())
                .isEqualTo(200);

        assertThat(pipeline.gateway().balanceMon(wallet)).isEqualTo("0.988");
        Pipeline.Usage call = pipeline.endedCall(wallet);
        assertThat(List.of(call.input(), call.output(), call.cacheWrite(), call.cacheRead()))
                .containsExactly(25L, 7L, 3L, 4L);
        assertThat(call.model()).isEqualTo("claude-test-1");
        assertThat(call.outcome()).isEqualTo("ok");
        assertThat(call.charge()).isEqualTo(HOLD);
        assertThat(call.firstTokenMs()).isNull();
    }

    @Test
    void nothingIsReturnedHoweverTheStreamEnds() {
        List<Misbehaviour> ends = List.of(
                wholeStream(MESSAGE_START, messageDelta(1), MESSAGE_STOP),
                wholeStream(MESSAGE_START, OVERLOADED),
                wholeStream(MESSAGE_START),
                stream(upstream -> upstream.send(MESSAGE_START).send("data: {").reset()));
        for (Misbehaviour end : ends) {
            String payer = pipeline.wallet();
            pipeline.claude().next(end);
            pipeline.call(Pipeline.DOCUMENTED, payer, Pipeline.streamQuestion(MODEL));

            assertThat(pipeline.endedCall(payer).charge()).isEqualTo(HOLD);
            assertThat(pipeline.gateway().balanceMon(payer)).isEqualTo("0.988");
        }
    }

    @Test
    void aClientThatLeavesHasPaid() {
        pipeline.claude().next(stream(upstream -> {
            upstream.send(MESSAGE_START + textDelta("partly"));
            upstream.silence();
        }));

        try (StreamClient client = pipeline.stream(Pipeline.DOCUMENTED, wallet, Pipeline.streamQuestion(MODEL))) {
            client.event();
        }

        Pipeline.Usage call = pipeline.endedCall(wallet);
        assertThat(call.outcome()).isEqualTo("client_abort");
        assertThat(call.output()).isEqualTo(2); // "partly" in tokens of four bytes
        assertThat(pipeline.gateway().balanceMon(wallet)).isEqualTo("0.988");
    }

    @Test
    void aPriceMayCountTheInputToo() {
        String question = Pipeline.question(MODEL).replace("Hello!", "How long is a piece of string? ".repeat(50));
        long input = new InputTokenEstimate().tokens(ClaudeRequestReader.read(question.getBytes(UTF_8), 1000));

        assertThat(pipeline.call(Pipeline.INPUT_PRICED, wallet, question.replace(MODEL, "sandbox"))
                        .statusCode())
                .isEqualTo(200);

        BigDecimal held = new BigDecimal("0.000012").multiply(BigDecimal.valueOf(1000 + input));
        assertThat(input).isGreaterThan(300);
        assertThat(new BigDecimal(pipeline.gateway().balanceMon(wallet)))
                .isEqualByComparingTo(BigDecimal.ONE.subtract(held));
    }
}
