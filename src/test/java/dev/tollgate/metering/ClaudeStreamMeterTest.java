package dev.tollgate.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaudeStreamMeterTest {

    private static final String START = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],\
            "model":"claude-3-5-sonnet-20241022","stop_reason":null,"usage":{"input_tokens":25,\
            "cache_creation_input_tokens":7,"cache_read_input_tokens":3,"output_tokens":1}}}

            """;
    private static final String FINAL = """
            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":15}}

            """;
    private static final String STOP = "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";

    private final ClaudeStreamMeter meter = new ClaudeStreamMeter();

    @Test
    void aWholeStreamIsChargedItsFinalUsage() {
        assertThat(take(START)).isEqualTo(ClaudeEvent.MESSAGE_START);
        assertThat(take("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,"
                        + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"))
                .isEqualTo(ClaudeEvent.CONTENT_BLOCK_START);
        assertThat(take(text("Hello, this is a rather long text that would count for far more than 15 tokens")))
                .isEqualTo(ClaudeEvent.CONTENT_BLOCK_DELTA);
        assertThat(meter.finalUsageSeen()).isFalse();
        assertThat(take(FINAL)).isEqualTo(ClaudeEvent.MESSAGE_DELTA);
        assertThat(meter.ended()).isFalse();
        assertThat(take(STOP)).isEqualTo(ClaudeEvent.MESSAGE_STOP);

        assertThat(meter.begun()).isTrue();
        assertThat(meter.ended()).isTrue();
        assertThat(meter.failed()).isFalse();
        assertThat(meter.finalUsageSeen()).isTrue();
        assertThat(meter.model()).isEqualTo("claude-3-5-sonnet-20241022");
        assertThat(meter.settledUsage()).isEqualTo(new TokenUsage(25, 15, 7, 3));
        assertThat(meter.garbageEvents()).isZero();
    }

    @Test
    void laterUsageReplacesTheFormerAndAbsentNumbersStay() {
        take(START);
        take(FINAL);
        take("data: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":14,\"input_tokens\":26,"
                + "\"cache_read_input_tokens\":null}}\n\n");

        assertThat(meter.usage()).isEqualTo(new TokenUsage(26, 14, 7, 3));
    }

    @Test
    void aCutStreamIsChargedTheLargerOfReportedOutputAndText() {
        take(START);
        assertThat(meter.settledUsage().output()).isEqualTo(1);
        take(text("12345678")); // 8 bytes, 2 tokens
        take(text("9")); // 9 bytes, rounded up to 3
        assertThat(meter.settledUsage()).isEqualTo(new TokenUsage(25, 3, 7, 3));

        take(FINAL);
        take(text("ten bytes.")); // text after it: that usage wasn't the last word
        assertThat(meter.finalUsageSeen()).isFalse();
        assertThat(meter.settledUsage()).isEqualTo(new TokenUsage(25, 15, 7, 3));
        take(text("x".repeat(100)));
        assertThat(meter.settledUsage().output()).isEqualTo(30); // 119 bytes
    }

    @ParameterizedTest
    @CsvSource({"text_delta,text", "thinking_delta,thinking", "input_json_delta,partial_json"})
    void generatedTextOfEveryKindCounts(String type, String field) {
        take("data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"" + type + "\",\"" + field
                + "\":\"abc\"}}\n\n");

        assertThat(meter.textBytes()).isEqualTo(3);
    }

    @Test
    void aSignatureIsNoText() {
        take(
                "data: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"signature_delta\",\"signature\":\"abc\"}}\n\n");

        assertThat(meter.textBytes()).isZero();
    }

    @Property
    void textIsCountedInBytesOfUtf8(@ForAll("texts") String text) {
        ClaudeStreamMeter meter = new ClaudeStreamMeter();
        byte[] event = text(text).getBytes(UTF_8);
        meter.accept(event, 0, event.length);

        assertThat(meter.textBytes()).isEqualTo(text.getBytes(UTF_8).length);
    }

    @Test
    void pingsErrorsAndCommentsDoNotBeginAStream() {
        assertThat(take("event: ping\ndata: {\"type\": \"ping\"}\n\n")).isEqualTo(ClaudeEvent.PING);
        assertThat(take("event: ping\n\n")).isEqualTo(ClaudeEvent.PING);
        assertThat(take(": comment\n\n")).isEqualTo(ClaudeEvent.NOTHING);
        assertThat(take("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\n"))
                .isEqualTo(ClaudeEvent.ERROR);

        assertThat(meter.begun()).isFalse();
        assertThat(meter.failed()).isTrue();
        assertThat(meter.settledUsage()).isEqualTo(TokenUsage.NONE);
    }

    @Test
    void theTypeInTheDataCountsWithoutAnEventLineAndInAnyOrder() {
        take("data: {\"usage\":{\"output_tokens\":9},\"type\":\"message_delta\"}\r\n\r\n");

        assertThat(meter.usage().output()).isEqualTo(9);
        assertThat(meter.begun()).isTrue();
    }

    @Test
    void dataOfSeveralLinesIsOneText() {
        take("\uFEFFdata: {\"type\":\ndata:\"message_delta\",\ndata: \"usage\":{\"output_tokens\":9}}\n\n");

        assertThat(meter.usage().output()).isEqualTo(9);
    }

    @Test
    void aSplitOfCacheWritesStandsInForAMissingTotal() {
        take("data: {\"type\":\"message_start\",\"message\":{\"usage\":{\"cache_creation\":"
                + "{\"ephemeral_5m_input_tokens\":5,\"ephemeral_1h_input_tokens\":6}}}}\n\n");
        assertThat(meter.usage().cacheWrite()).isEqualTo(11);

        take("data: {\"type\":\"message_delta\",\"usage\":{\"cache_creation_input_tokens\":4,\"cache_creation\":"
                + "{\"ephemeral_5m_input_tokens\":5}}}\n\n");
        assertThat(meter.usage().cacheWrite()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: [DONE]\n\n",
                "data: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":9}\n\n",
                "data: {{{{\n\n",
                "data:\n\n",
                "data: \u0000\u0001\n\n",
                "data: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":9",
            })
    void garbageIsCountedAndChangesNothing(String garbage) {
        take(START);
        TokenUsage before = meter.usage();

        assertThat(take(garbage)).isEqualTo(ClaudeEvent.GARBAGE);

        assertThat(meter.garbageEvents()).isEqualTo(1);
        assertThat(meter.usage()).isEqualTo(before);
        assertThat(meter.finalUsageSeen()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.5", "\"9\"", "null", "true", "[1]", "{\"a\":1}", "9223372036854775807", "1e3"})
    void anImpossibleNumberIsIgnored(String number) {
        take(START);
        take("data: {\"type\":\"message_delta\",\"usage\":{\"output_tokens\":" + number + ",\"input_tokens\":30}}\n\n");

        assertThat(meter.usage()).isEqualTo(new TokenUsage(30, 1, 7, 3));
        assertThat(meter.finalUsageSeen()).isFalse();
    }

    @Property(tries = 2_000)
    void noBytesMakeItThrow(@ForAll byte[] bytes) {
        ClaudeStreamMeter meter = new ClaudeStreamMeter();
        meter.accept(bytes, 0, bytes.length);

        assertThat(meter.settledUsage().total()).isZero();
    }

    @Property(tries = 2_000)
    void noCutOrBrokenByteMakesItThrow(@ForAll("positions") int cut, @ForAll("positions") int broken, @ForAll byte b) {
        byte[] event = START.getBytes(UTF_8);
        event[broken % event.length] = b;
        ClaudeStreamMeter meter = new ClaudeStreamMeter();
        meter.accept(event, 0, cut % event.length);

        assertThat(meter.settledUsage().total()).isNotNegative();
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars('a', '"', '\\', 'é', '你', '\n', '\u0000')
                .ofMaxLength(20)
                .map(text -> text + "😀".repeat(text.length() % 3));
    }

    @Provide
    Arbitrary<Integer> positions() {
        return Arbitraries.integers().between(0, 10_000);
    }

    private ClaudeEvent take(String event) {
        byte[] bytes = event.getBytes(UTF_8);
        return meter.accept(bytes, 0, bytes.length);
    }

    private static String text(String text) {
        return "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,"
                + "\"delta\":{\"type\":\"text_delta\",\"text\":\"" + escaped(text) + "\"}}\n\n";
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\u0000", "\\u0000");
    }
}
