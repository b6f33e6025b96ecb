package dev.tollgate.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiUsageTest {

    private static final long ESTIMATE = 77;

    @Test
    void readsAChatCompletion() {
        OpenAiUsage usage = of("""
                {"id":"chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT","object":"chat.completion","created":1741569952,
                 "model":"gpt-4.1-2025-04-14","choices":[{"index":0,"message":{"role":"assistant",
                 "content":"Hello! How can I assist you today?","refusal":null,"annotations":[]},"logprobs":null,
                 "finish_reason":"stop"}],"usage":{"prompt_tokens":1119,"completion_tokens":10,"total_tokens":1129,
                 "prompt_tokens_details":{"cached_tokens":1024,"audio_tokens":0},"completion_tokens_details":
                 {"reasoning_tokens":3,"audio_tokens":0,"accepted_prediction_tokens":0,
                 "rejected_prediction_tokens":0}},"service_tier":"default"}
                """);

        assertThat(usage.model()).isEqualTo("gpt-4.1-2025-04-14");
        assertThat(settled(usage)).isEqualTo(new TokenUsage(95, 10, 0, 1024));
    }

    @Test
    void readsAResponse() {
        OpenAiUsage usage = of("""
                {"id":"resp_67ccd2bed1ec8190b14f964abc054267","object":"response","status":"completed","error":null,
                 "model":"gpt-4.1-2025-04-14","output":[{"type":"message","id":"msg_67ccd2bf17f0819081ff3bb2cf6508e6",
                 "status":"completed","role":"assistant","content":[{"type":"output_text","text":"Hello",
                 "annotations":[]}]}],"usage":{"input_tokens":36,"input_tokens_details":{"cached_tokens":30},
                 "output_tokens":87,"output_tokens_details":{"reasoning_tokens":0},"total_tokens":123},"user":null}
                """);

        assertThat(usage.model()).isEqualTo("gpt-4.1-2025-04-14");
        assertThat(settled(usage)).isEqualTo(new TokenUsage(6, 87, 0, 30));
    }

    @Test
    void embeddingsHaveNoOutput() {
        assertThat(settled("""
                {"object":"list","data":[{"object":"embedding","embedding":[0.0023,-0.0093],"index":0}],
                 "model":"text-embedding-ada-002","usage":{"prompt_tokens":8,"total_tokens":8}}
                """)).isEqualTo(new TokenUsage(8, 0, 0, 0));
        assertThat(settled("{\"data\":[{\"embedding\":\"AAAA\"}]}")).isEqualTo(new TokenUsage(ESTIMATE, 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // as LiteLLM and CLIProxyAPI answer for Claude's models
                "\"prompt_tokens\":100,\"completion_tokens\":5,\"cache_creation_input_tokens\":20,\"cache_read_input_tokens\":70,\"prompt_tokens_details\":{\"cached_tokens\":70} | 10 | 5 | 20 | 70",
                "\"prompt_tokens\":100,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":70,\"cache_write_tokens\":20},\"cache_creation_input_tokens\":20 | 10 | 5 | 20 | 70",
                "\"prompt_tokens\":100,\"completion_tokens\":5,\"cache_read_input_tokens\":70,\"prompt_tokens_details\":{\"cached_tokens\":0} | 30 | 5 | 0 | 70",
                "\"prompt_tokens\":100,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":170} | 0 | 5 | 0 | 100",
                "\"prompt_tokens\":100,\"completion_tokens\":5,\"cache_creation_input_tokens\":90,\"cache_read_input_tokens\":70 | 0 | 5 | 30 | 70",
                "\"prompt_tokens\":100,\"completion_tokens\":5,\"prompt_tokens_details\":{\"cached_tokens\":-1} | 100 | 5 | 0 | 0",
                "\"prompt_tokens\":100,\"completion_tokens\":5,\"prompt_tokens_details\":null | 100 | 5 | 0 | 0",
                "\"prompt_tokens\":-100,\"completion_tokens\":5 | 77 | 5 | 0 | 0",
                "\"prompt_tokens\":100,\"completion_tokens\":9223372036854775807 | 100 | 2 | 0 | 0",
                "\"prompt_tokens\":1e9,\"completion_tokens\":99999999999999999999 | 77 | 2 | 0 | 0",
                "\"prompt_tokens\":100 | 100 | 2 | 0 | 0",
                "\"completion_tokens\":5 | 77 | 5 | 0 | 0",
                "\"prompt_tokens\":0,\"completion_tokens\":0 | 77 | 2 | 0 | 0",
                "\"prompt_tokens\":100,\"completion_tokens\":0 | 100 | 0 | 0 | 0",
                "\"usage\":[1] | 77 | 2 | 0 | 0",
            })
    void everyTokenIsCountedOnceAndNoneIsNegative(String numbers, long input, long output, long write, long read) {
        assertThat(settled("{\"choices\":[{\"message\":{\"content\":\"12345\"}}],\"usage\":{" + numbers + "}}"))
                .isEqualTo(new TokenUsage(input, output, write, read));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"你好\"}},{\"message\":{\"content\":\"abc\"}}] | 9",
                "\"choices\":[{\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"abc\"}],\"refusal\":\"de\"}}] | 5",
                "\"choices\":[{\"message\":{\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}}] | 2",
                "\"choices\":[{\"message\":{\"reasoning_content\":\"abc\",\"reasoning\":\"abc\",\"reasoning_details\":[{\"text\":\"abc\"}]}}] | 3",
                "\"choices\":[{\"text\":\"abc\",\"index\":0,\"logprobs\":{\"text\":\"no\"},\"finish_reason\":\"length\"}] | 3",
                "\"output\":[{\"type\":\"reasoning\",\"summary\":[{\"text\":\"ab\"}]},{\"content\":[{\"text\":\"abc\"}]},{\"arguments\":\"{}\"}] | 7",
                "\"choices\":\"abc\",\"output\":{} | 3",
            })
    void withoutUsageTheTextIsCounted(String fields, long bytes) {
        OpenAiUsage usage = of("{" + fields + "}");

        assertThat(usage.textBytes()).isEqualTo(bytes);
        assertThat(settled(usage)).isEqualTo(new TokenUsage(ESTIMATE, (bytes + 3) / 4, 0, 0));
    }

    @Test
    void theEstimateIsNotAskedForNothing() {
        OpenAiUsage usage = of("{\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1}}");

        assertThat(usage.settledUsage(() -> {
                    throw new AssertionError("asked");
                }))
                .isEqualTo(new TokenUsage(1, 1, 0, 0));
    }

    @Test
    void anErrorThatComesAsAnAnswerIsFree() {
        assertThat(settled("{\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\"}}"))
                .isEqualTo(TokenUsage.NONE);
        assertThat(settled(
                        "{\"status\":\"failed\",\"error\":{\"code\":\"server_error\"},\"output\":[],\"usage\":null}"))
                .isEqualTo(TokenUsage.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "null", "{", "{\"choices\":[", "{\"usage\":{", "{\"a\":1", "not json", "{} {}", "{}x"})
    void whatIsNotOneWholeObjectIsNoAnswer(String body) {
        assertThat(OpenAiUsage.of(body.getBytes(UTF_8))).isNull();
    }

    private static TokenUsage settled(String body) {
        return settled(of(body));
    }

    private static TokenUsage settled(OpenAiUsage usage) {
        return usage.settledUsage(() -> ESTIMATE);
    }

    private static OpenAiUsage of(String body) {
        return Objects.requireNonNull(OpenAiUsage.of(body.getBytes(UTF_8)));
    }
}
