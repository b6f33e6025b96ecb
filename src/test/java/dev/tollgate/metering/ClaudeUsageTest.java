package dev.tollgate.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaudeUsageTest {

    @Test
    void readsAnAnswer() {
        ClaudeUsage usage = of("""
                {"id":"msg_1","type":"message","role":"assistant","model":"claude-3-5-sonnet-20241022",
                 "content":[{"type":"text","text":"Hello!"}],"stop_reason":"end_turn",
                 "usage":{"input_tokens":10,"output_tokens":5,"cache_creation_input_tokens":2,
                          "cache_read_input_tokens":null,"server_tool_use":{"web_search_requests":1}}}
                """);

        assertThat(usage.model()).isEqualTo("claude-3-5-sonnet-20241022");
        assertThat(usage.reported()).isEqualTo(new TokenUsage(10, 5, 2, 0));
        assertThat(usage.settledUsage(() -> 9)).isEqualTo(new TokenUsage(10, 5, 2, 0));
    }

    @Test
    void withoutUsageTheTextIsCounted() {
        ClaudeUsage usage = of("""
                {"content":[{"type":"thinking","thinking":"ab"},{"type":"text","text":"你好"},
                            {"type":"tool_use","input":{"text":"x"},"name":"not counted"}]}
                """);

        assertThat(usage.reported()).isNull();
        assertThat(usage.textBytes()).isEqualTo(9);
        assertThat(usage.settledUsage(() -> 9)).isEqualTo(new TokenUsage(9, 3, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"usage\":[1]}", "{\"usage\":{}}", "{\"model\":7,\"content\":\"text\"}"})
    void anObjectWithoutUsageSaysNothing(String body) {
        assertThat(of(body).reported()).isNull();
        assertThat(of(body).settledUsage(() -> 9)).isEqualTo(TokenUsage.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "[]", "null", "{", "{\"content\":[", "{\"usage\":{", "{\"a\":1", "not json", "{} {}", "{}x"})
    void whatIsNotOneWholeObjectIsNoAnswer(String body) {
        assertThat(ClaudeUsage.of(body.getBytes(UTF_8))).isNull();
    }

    private static ClaudeUsage of(String body) {
        return Objects.requireNonNull(ClaudeUsage.of(body.getBytes(UTF_8)));
    }
}
