package dev.tollgate.wallet;

import static dev.tollgate.wallet.UpstreamScript.MESSAGE_START;
import static dev.tollgate.wallet.UpstreamScript.MESSAGE_STOP;
import static dev.tollgate.wallet.UpstreamScript.OVERLOADED;
import static dev.tollgate.wallet.UpstreamScript.answer;
import static dev.tollgate.wallet.UpstreamScript.messageDelta;
import static dev.tollgate.wallet.UpstreamScript.stream;
import static dev.tollgate.wallet.UpstreamScript.textDelta;
import static dev.tollgate.wallet.UpstreamScript.wholeStream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.StandIn.Misbehaviour;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Charged for what was used, at a rate that divides nothing evenly, so that every charge is rounded. */
class MeteredCallsTest {

    private static final String MODEL = "claude-asked-for";
    private static final int TOKENS_PER_MON = 70_000;

    /** Input and cache of {@link UpstreamScript#MESSAGE_START}. */
    private static final int INPUT = 25 + 3 + 4;

    private static final Pipeline PIPELINE =
            Pipeline.start(Map.of("MON_TO_TOKEN_RATE", String.valueOf(TOKENS_PER_MON)));

    private final String wallet = PIPELINE.wallet();

    @AfterAll
    static void stop() {
        PIPELINE.close();
    }

    private static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("usage in full", answer(200, """
                                {"content":[{"type":"text","text":"whatever"}],"usage":{"input_tokens":25,\
                                "cache_creation_input_tokens":3,"cache_read_input_tokens":4,"output_tokens":7}}"""), INPUT + 7),
                Arguments.of(
                        "no usage: the estimate, and bytes of the text",
                        answer(200, "{\"content\":[{\"type\":\"text\",\"text\":\"grüße\"}]}"),
                        5 + 2),
                Arguments.of(
                        "a stream to its end: what was reported last",
                        wholeStream(
                                MESSAGE_START,
                                textDelta("x".repeat(400)),
                                messageDelta(6),
                                messageDelta(7),
                                MESSAGE_STOP),
                        INPUT + 7),
                Arguments.of(
                        "no final usage: bytes of all text, rounded up once",
                        wholeStream(MESSAGE_START, textDelta("grüße"), textDelta("🙂"), textDelta("!"), MESSAGE_STOP),
                        INPUT + 3),
                Arguments.of("no text: the placeholder", wholeStream(MESSAGE_START, MESSAGE_STOP), INPUT + 1),
                Arguments.of(
                        "cut before the usage",
                        stream(upstream ->
                                upstream.send(MESSAGE_START + textDelta("🙂🙂")).send("data: {\"t")),
                        INPUT + 2),
                Arguments.of(
                        "cut after a usage and less text: the usage",
                        wholeStream(MESSAGE_START, messageDelta(50), textDelta("x".repeat(80))),
                        INPUT + 50),
                Arguments.of(
                        "cut after a usage and more text: the text",
                        wholeStream(MESSAGE_START, messageDelta(10), textDelta("x".repeat(81))),
                        INPUT + 21),
                Arguments.of(
                        "an error in the middle",
                        wholeStream(MESSAGE_START, textDelta("x".repeat(9)), OVERLOADED),
                        INPUT + 3));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void chargesWhatWasUsed(String name, Misbehaviour upstream, int tokens) {
        PIPELINE.claude().next(upstream);

        PIPELINE.call(Pipeline.METERED, wallet, Pipeline.streamQuestion(MODEL));

        Pipeline.Usage call = PIPELINE.endedCall(wallet);
        assertThat(call.input() + call.output() + call.cacheWrite() + call.cacheRead())
                .isEqualTo(tokens);
        assertThat(call.charge()).isEqualTo(charge(tokens));
        assertThat(balance()).isEqualTo(oneMonLess(charge(tokens)));
    }

    @Test
    void aClientThatLeavesPaysForWhatItCaused() {
        PIPELINE.claude().next(stream(upstream -> {
            upstream.send(MESSAGE_START).send(textDelta("grüße")).silence();
        }));

        try (StreamClient client = PIPELINE.stream(Pipeline.METERED, wallet, Pipeline.streamQuestion(MODEL))) {
            client.event();
            client.event();
        }

        Pipeline.Usage call = PIPELINE.endedCall(wallet);
        assertThat(call.outcome()).isEqualTo("client_abort");
        assertThat(call.output()).isEqualTo(2);
        assertThat(call.charge()).isEqualTo(charge(INPUT + 2));
        assertThat(balance()).isEqualTo(oneMonLess(charge(INPUT + 2)));
    }

    @Test
    void whileTheCallRunsItsHoldIsNotToBeSpent() {
        PIPELINE.claude().next(stream(upstream -> {
            upstream.send(MESSAGE_START).silence();
        }));

        try (StreamClient client = PIPELINE.stream(Pipeline.METERED, wallet, Pipeline.streamQuestion(MODEL))) {
            client.event();
            assertThat(PIPELINE.holds(wallet)).containsExactly("PENDING");
            assertThat(balance()).isEqualTo(oneMonLess(ceil(new BigDecimal(1200))));
        }
        PIPELINE.endedCall(wallet);
    }

    /** The document's price leaves input free, so that a long prompt with a small max_tokens costs more than its hold. */
    @Test
    void whatIsUsedBeyondTheMoneyIsOwedAndPaidByTheNextRecharge() {
        String poor = PIPELINE.gateway().newWallet("0.01");
        String question = Pipeline.question(MODEL, 1, false);
        PIPELINE.claude().next(answer(200, "{\"usage\":{\"input_tokens\":50000,\"output_tokens\":1}}"));

        assertThat(PIPELINE.call(Pipeline.METERED, poor, question).statusCode()).isEqualTo(200);
        assertThat(PIPELINE.endedCall(poor).charge()).isEqualTo(charge(50_001));
        assertOwesAndIsRefused(poor, question, charge(50_001).subtract(wei("0.01")));

        PIPELINE.gateway().recharge(poor, "0.5");
        assertOwesAndIsRefused(poor, question, charge(50_001).subtract(wei("0.51")));

        PIPELINE.gateway().recharge(poor, "0.5");
        assertThat(owed(poor)).isZero();
        assertThat(wei(PIPELINE.gateway().balanceMon(poor)))
                .isEqualTo(wei("1.01").subtract(charge(50_001)));
        assertThat(PIPELINE.call(Pipeline.METERED, poor, question.replace(MODEL, "sandbox"))
                        .statusCode())
                .isEqualTo(200);
    }

    private void assertOwesAndIsRefused(String debtor, String question, BigInteger owed) {
        assertThat(owed(debtor)).isEqualTo(owed);
        assertThat(PIPELINE.gateway().balanceMon(debtor)).isEqualTo("0.0");
        HttpResponse<String> refusal = PIPELINE.call(Pipeline.METERED, debtor, question);
        assertThat(refusal.statusCode()).isEqualTo(402);
        assertThat(refusal.body()).contains("\"current_balance_mon\": \"0.0\"");
    }

    private BigInteger owed(String debtor) {
        return PIPELINE.jdbc()
                .sql("SELECT shortfall FROM account WHERE owner = ?")
                .param("wallet:" + debtor)
                .query(BigDecimal.class)
                .single()
                .toBigIntegerExact();
    }

    private BigInteger balance() {
        return wei(PIPELINE.gateway().balanceMon(wallet));
    }

    private static BigInteger oneMonLess(BigInteger wei) {
        return wei("1").subtract(wei);
    }

    private static BigInteger charge(int tokens) {
        return ceil(new BigDecimal(tokens));
    }

    private static BigInteger ceil(BigDecimal tokens) {
        return tokens.movePointRight(18)
                .divide(new BigDecimal(TOKENS_PER_MON), 0, RoundingMode.CEILING)
                .toBigIntegerExact();
    }

    private static BigInteger wei(String mon) {
        return new BigDecimal(mon).movePointRight(18).toBigIntegerExact();
    }
}
