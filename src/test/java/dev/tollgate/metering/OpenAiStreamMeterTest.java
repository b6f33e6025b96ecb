package dev.tollgate.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiStreamMeterTest {

    private static final long ESTIMATE = 77;
    private static final String HEAD = "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\","
            + "\"created\":1741569952,\"model\":\"gpt-4.1-2025-04-14\",\"system_fingerprint\":\"fp_b376dfbbd5\",";
    private static final String ROLE = data(HEAD
            + "\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},"
            + "\"logprobs\":null,\"finish_reason\":null}],\"usage\":null,\"obfuscation\":\"aW1Q\"}");
    private static final String STOP =
            data(HEAD + "\"choices\":[{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}]}");
    private static final String USAGE =
            data(HEAD + "\"choices\":[],\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":10,\"total_tokens\":29,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":16,\"audio_tokens\":0},"
                    + "\"completion_tokens_details\":{\"reasoning_tokens\":0}}}");
    private static final String DONE = "data: [DONE]\n\n";

    private static final String CREATED = event(
            "response.created",
            "\"response\":{\"id\":\"resp_1\",\"status\":\"in_progress\",\"error\":null,\"model\":\"gpt-5-2025-08-07\","
                    + "\"output\":[],\"usage\":null},\"sequence_number\":0");
    private static final String COMPLETED = event(
            "response.completed",
            "\"response\":{\"id\":\"resp_1\",\"status\":\"completed\",\"error\":null,\"model\":\"gpt-5-2025-08-07\","
                    + "\"output\":[{\"content\":[{\"type\":\"output_text\",\"text\":\"Hi there!\"}]}],"
                    + "\"usage\":{\"input_tokens\":37,\"input_tokens_details\":{\"cached_tokens\":30},"
                    + "\"output_tokens\":11,\"output_tokens_details\":{\"reasoning_tokens\":0},\"total_tokens\":48}}");

    private final AtomicInteger estimates = new AtomicInteger();

    private OpenAiStreamMeter meter = meter(OpenAiApi.CHAT, true);

    @Test
    void aWholeStreamIsChargedItsUsageAndItsChunkIsHidden() {
        take(ROLE);
        assertThat(meter.begun()).isTrue();
        take(content("Hello, this is a rather long text that would count for far more than 10 tokens"));
        take(STOP);
        assertThat(meter.hidden()).isFalse();
        take(USAGE);
        assertThat(meter.hidden()).isTrue();
        assertThat(meter.ended()).isFalse();
        take(DONE);
        assertThat(meter.hidden()).isFalse();
        assertThat(meter.ended()).isTrue();

        assertThat(meter.failed()).isFalse();
        assertThat(meter.model()).isEqualTo("gpt-4.1-2025-04-14");
        assertThat(meter.settledUsage()).isEqualTo(new TokenUsage(3, 10, 0, 16));
        assertThat(meter.garbageEvents()).isZero();
        assertThat(estimates).hasValue(0);
    }

    @Test
    void theUsageThatTheClientAskedForIsNotHidden() {
        meter = meter(OpenAiApi.CHAT, false);
        take(ROLE);
        take(USAGE);

        assertThat(meter.hidden()).isFalse();
    }

    @Test
    void onlyTheChunkThatWeAskedForIsHidden() {
        take(data(HEAD + "\"choices\":[],\"prompt_filter_results\":[]}")); // as Azure begins
        assertThat(meter.hidden()).isFalse();
        take(data(HEAD + "\"choices\":[],\"usage\":null}"));
        assertThat(meter.hidden()).isFalse();
        take(data(HEAD + "\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}],"
                + "\"usage\":{\"prompt_tokens\":19,\"completion_tokens\":10}}"));
        assertThat(meter.hidden()).isFalse();
        assertThat(meter.settledUsage()).isEqualTo(new TokenUsage(19, 10, 0, 0));
    }

    @Test
    void aCutStreamIsChargedTheEstimateAndItsText() {
        take(ROLE);
        assertThat(meter.settledUsage()).isEqualTo(new TokenUsage(ESTIMATE, 0, 0, 0));
        take(content("12345678")); // 8 bytes, 2 tokens
        take(content("9")); // 9 bytes, rounded up to 3

        assertThat(meter.settledUsage()).isEqualTo(new TokenUsage(ESTIMATE, 3, 0, 0));
        assertThat(meter.settledUsage()).isEqualTo(new TokenUsage(ESTIMATE, 3, 0, 0));
        assertThat(estimates).hasValue(1);
    }

    @Test
    void laterUsageReplacesTheFormerAndTextAfterItCounts() {
        take(USAGE);
        take(data(HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}],"
                + "\"usage\":{\"prompt_tokens\":20,\"completion_tokens\":12}}"));
        assertThat(meter.settledUsage()).isEqualTo(new TokenUsage(4, 12, 0, 16));

        take(content("x".repeat(39))); // 40 bytes
        assertThat(meter.settledUsage().output()).isEqualTo(12);
        take(content("x"));
        take(content("x".repeat(10)));
        assertThat(meter.settledUsage().output()).isEqualTo(13); // 51 bytes
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"delta\":{\"content\":\"你好\"} | 6",
                "\"delta\":{\"content\":null,\"refusal\":\"no!\"} | 3",
                "\"delta\":{\"reasoning_content\":\"abc\"} | 3",
                "\"delta\":{\"reasoning_content\":\"abc\",\"reasoning\":\"abc\"} | 3",
                "\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\"}}]} | 3",
                "\"delta\":{\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}} | 2",
                "\"text\":\"abcd\" | 4",
                "\"delta\":{\"content\":\"a\"},\"logprobs\":{\"content\":[{\"token\":\"a\",\"bytes\":[97]}]} | 1",
            })
    void generatedTextOfEveryKindCounts(String choice, long bytes) {
        take(data("{\"choices\":[{\"index\":0," + choice + ",\"finish_reason\":null}]}"));

        assertThat(meter.textBytes()).isEqualTo(bytes);
    }

    @Test
    void theTextOfAllChoicesCounts() {
        take(
                data(
                        "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ab\"}},{\"index\":1,\"delta\":{\"content\":\"c\"}}]}"));

        assertThat(meter.textBytes()).isEqualTo(3);
    }

    @Test
    void aStreamWhoseAnswersAreAllFinishedIsCompleteWithoutDone() {
        assertThat(meter.complete()).isFalse();
        take(content("a"));
        assertThat(meter.complete()).isFalse();
        take(data("{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"b\"},\"finish_reason\":null}]}"));
        take(STOP);
        assertThat(meter.complete()).isFalse();
        take(data("{\"choices\":[{\"index\":1,\"delta\":{},\"finish_reason\":\"length\"}]}"));

        assertThat(meter.complete()).isTrue();
        assertThat(meter.ended()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\",\"param\":null,\"code\":null}}\n\n",
                "data: {\"error\":\"overloaded\"}\n\n",
                "event: error\ndata: {\"message\":\"overloaded\"}\n\n",
                "event: error\ndata: overloaded\n\n",
                "event: error\n\n",
            })
    void anErrorBeginsNothingAndIsFree(String error) {
        take(error);

        assertThat(meter.begun()).isFalse();
        assertThat(meter.failed()).isTrue();
        assertThat(meter.settledUsage()).isEqualTo(TokenUsage.NONE);
    }

    @Test
    void anErrorAfterTextLeavesTheTextToPay() {
        take(ROLE);
        take(content("abcd"));
        take(data("{\"choices\":[{\"index\":0,\"finish_reason\":\"error\"}],\"error\":{\"code\":502}}"));

        assertThat(meter.failed()).isTrue();
        assertThat(meter.complete()).isFalse();
        assertThat(meter.settledUsage()).isEqualTo(new TokenUsage(ESTIMATE, 1, 0, 0));
    }

    @Test
    void commentsDoNotBeginAStream() {
        take(": OPENROUTER PROCESSING\n\n");
        take("\n");

        assertThat(meter.begun()).isFalse();
        assertThat(meter.garbageEvents()).isZero();
    }

    @Test
    void aResponseIsChargedWhatItReportsInTheEnd() {
        meter = meter(OpenAiApi.RESPONSES, false);
        take(CREATED);
        assertThat(meter.begun()).isTrue();
        take(event(
                "response.output_item.added",
                "\"output_index\":0,\"item\":{\"type\":\"message\",\"status\":\"in_progress\",\"content\":[]}"));
        take(event("response.output_text.delta", "\"item_id\":\"msg_1\",\"delta\":\"Hi there!\",\"logprobs\":[]"));
        take(event("response.output_text.done", "\"item_id\":\"msg_1\",\"text\":\"Hi there!\""));
        assertThat(meter.textBytes()).isEqualTo(9);
        assertThat(meter.settledUsage()).isEqualTo(new TokenUsage(ESTIMATE, 3, 0, 0));
        take(COMPLETED);

        assertThat(meter.ended()).isTrue();
        assertThat(meter.failed()).isFalse();
        assertThat(meter.model()).isEqualTo("gpt-5-2025-08-07");
        assertThat(meter.settledUsage()).isEqualTo(new TokenUsage(7, 11, 0, 30));
    }

    @ParameterizedTest
    @CsvSource({
        "response.output_text.delta, 3",
        "response.refusal.delta, 3",
        "response.function_call_arguments.delta, 3",
        "response.reasoning_text.delta, 3",
        "response.reasoning_summary_text.delta, 3",
        "response.custom_tool_call_input.delta, 3",
        "response.audio.delta, 0",
        "response.output_text.done, 0",
    })
    void deltasOfAResponseCount(String type, long bytes) {
        meter = meter(OpenAiApi.RESPONSES, false);
        take("data: {\"delta\":\"abc\",\"type\":\"" + type + "\"}\n\n");

        assertThat(meter.textBytes()).isEqualTo(bytes);
    }

    @Test
    void anIncompleteResponseHasEndedToo() {
        meter = meter(OpenAiApi.RESPONSES, false);
        take(event(
                "response.incomplete",
                "\"response\":{\"status\":\"incomplete\",\"incomplete_details\":{\"reason\":\"max_output_tokens\"},"
                        + "\"usage\":{\"input_tokens\":5,\"output_tokens\":6}}"));

        assertThat(meter.ended()).isTrue();
        assertThat(meter.settledUsage()).isEqualTo(new TokenUsage(5, 6, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "event: response.failed\ndata: {\"type\":\"response.failed\",\"response\":{\"status\":\"failed\",\"error\":{\"code\":\"server_error\"}}}\n\n",
                "event: error\ndata: {\"type\":\"error\",\"code\":\"ERR\",\"message\":\"oh\",\"param\":null,\"sequence_number\":1}\n\n",
                "data: {\"type\":\"error\",\"code\":\"ERR\"}\n\n",
                "data: {\"error\":{\"code\":\"ERR\"}}\n\n",
            })
    void aFailedResponseHasFailed(String failure) {
        meter = meter(OpenAiApi.RESPONSES, false);
        take(CREATED);
        take(failure);

        assertThat(meter.failed()).isTrue();
        assertThat(meter.ended()).isFalse();
        assertThat(meter.complete()).isFalse();
        assertThat(meter.settledUsage()).isEqualTo(TokenUsage.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":9}\n\n",
                "data: {{{{\n\n",
                "data:\n\n",
                "data: [DON\n\n",
                "data: \u0000\u0001\n\n",
                "data: {\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":9",
            })
    void garbageIsCountedAndChangesNothing(String garbage) {
        take(ROLE);
        take(USAGE);
        TokenUsage before = meter.settledUsage();

        take(garbage);

        assertThat(meter.garbageEvents()).isEqualTo(1);
        assertThat(meter.settledUsage()).isEqualTo(before);
        assertThat(meter.hidden()).isFalse();
    }

    @Property(tries = 2_000)
    void noBytesMakeItThrow(@ForAll byte[] bytes, @ForAll OpenAiApi api) {
        OpenAiStreamMeter meter = meter(api, true);
        meter.take(bytes, 0, bytes.length);

        assertThat(meter.settledUsage().output()).isZero();
    }

    @Property(tries = 5_000)
    void noCutOrBrokenByteMakesItThrow(
            @ForAll("events") String event,
            @ForAll OpenAiApi api,
            @ForAll("positions") int cut,
            @ForAll("positions") int broken,
            @ForAll byte b) {
        byte[] bytes = event.getBytes(UTF_8);
        bytes[broken % bytes.length] = b;
        OpenAiStreamMeter meter = meter(api, true);
        meter.take(bytes, 0, cut % bytes.length);
        meter.take(bytes, 0, bytes.length);

        assertThat(meter.settledUsage().total()).isNotNegative();
    }

    @Provide
    Arbitrary<String> events() {
        return Arbitraries.of(
                List.of(ROLE, content("你好"), STOP, USAGE, DONE, CREATED, COMPLETED, data("{\"error\":{\"code\":1}}")));
    }

    @Provide
    Arbitrary<Integer> positions() {
        return Arbitraries.integers().between(0, 10_000);
    }

    private OpenAiStreamMeter meter(OpenAiApi api, boolean usageHidden) {
        return new OpenAiStreamMeter(api, usageHidden, () -> {
            estimates.incrementAndGet();
            return ESTIMATE;
        });
    }

    private void take(String event) {
        byte[] bytes = event.getBytes(UTF_8);
        meter.take(bytes, 0, bytes.length);
    }

    private static String content(String text) {
        return data(HEAD + "\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + text
                + "\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}");
    }

    private static String data(String json) {
        return "data: " + json + "\n\n";
    }

    private static String event(String type, String fields) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
    }
}
