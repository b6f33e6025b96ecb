package dev.tollgate.metering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

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
        assertThat(usage.settledUsage()).isEqualTo(new TokenUsage(10, 5, 2, 0));
    }

    @Test
    void withoutUsageTheTextIsCounted() {
        ClaudeUsage usage = of("""
                {"content":[{"type":"thinking","thinking":"ab"},{"type":"text","text":"你好"},
                            {"type":"tool_use","input":{"text":"x"},"name":"not counted"}]}
                """);

        assertThat(usage.reported()).isNull();
        assertThat(usage.textBytes()).isEqualTo(9);
        assertThat(usage.settledUsage()).isEqualTo(new TokenUsage(0, 3, 0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "{", "{\"usage\":[1]}", "{\"content\":[", "not json", "{\"usage\":{}}"})
    void anythingElseSaysNothing(String body) {
        assertThat(of(body).reported()).isNull();
        assertThat(of(body).settledUsage()).isEqualTo(TokenUsage.NONE);
    }

    private static ClaudeUsage of(String body) {
        return ClaudeUsage.of(body.getBytes(UTF_8));
    }
}
