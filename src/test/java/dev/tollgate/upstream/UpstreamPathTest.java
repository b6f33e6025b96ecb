package dev.tollgate.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.refusal.Refusal;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamPathTest {

    @ParameterizedTest
    @CsvSource({
        "https://llm.example, /v1/chat/completions, /v1/chat/completions",
        "https://llm.example/, /v1/chat/completions, /v1/chat/completions",
        "https://llm.example/v1, /v1/chat/completions, /v1/chat/completions",
        "https://llm.example/v1/, /v1/chat/completions, /v1/chat/completions",
        "https://llm.example/v1//, /v1, /v1",
        "https://llm.example/v1, /v10/x, /v1/v10/x",
        "https://llm.example/v1, /models, /v1/models",
        "https://llm.example/openai/v1, /v1/models, /openai/v1/models",
        "https://llm.example/openai, /v1/models, /openai/v1/models",
        "https://llm.example/v1beta, /v1/models, /v1beta/v1/models",
        "https://llm.example/xv1, /v1/models, /xv1/v1/models",
        "https://llm.example, /v1/.well-known/..x/a..b, /v1/.well-known/..x/a..b",
        "https://llm.example/v1?zone=eu, /v1/models, /v1/models?zone=eu",
        "https://llm.example, '/v1/a b?c#d%2e', /v1/a%20b%3Fc%23d%252e",
    })
    void theVersionStandsInThePathOnce(String url, String path, String target) {
        assertThat(UpstreamPath.target(URI.create(url), path, null)).isEqualTo(target);
    }

    @Test
    void withoutAPathTheUrlIsCalledAsItIs() {
        assertThat(UpstreamPath.target(URI.create("https://llm.example/v1/messages?beta=%20x"), "", null))
                .isEqualTo("/v1/messages?beta=%20x");
        assertThat(UpstreamPath.target(URI.create("https://llm.example/v1/"), "", null))
                .isEqualTo("/v1/");
        assertThat(UpstreamPath.target(URI.create("https://llm.example"), "", null))
                .isEqualTo("/");
    }

    @Test
    void theClientsQueryComesAfterTheUrlsOwnByteForByte() {
        assertThat(UpstreamPath.target(URI.create("https://llm.example/?zone=eu"), "/v1/x", "a=%2f&&b=+%zz"))
                .isEqualTo("/v1/x?zone=eu&a=%2f&&b=+%zz");
        assertThat(UpstreamPath.target(URI.create("https://llm.example"), "/v1/x", "a=1"))
                .isEqualTo("/v1/x?a=1");
        assertThat(UpstreamPath.target(URI.create("https://llm.example"), "/v1/x", ""))
                .isEqualTo("/v1/x");
    }

    @Test
    void aLineBreakStaysInThePath() {
        assertThat(UpstreamPath.target(URI.create("https://llm.example"), "/v1/x HTTP/1.1\r\nx-a: b", null))
                .isEqualTo("/v1/x%20HTTP/1.1%0D%0Ax-a:%20b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/../admin", "/v1/./models", "/v1/models/.", "/v1/models/..", "/..", "models"})
    void noPathLeadsUpwards(String path) {
        assertThatThrownBy(() -> UpstreamPath.target(URI.create("https://llm.example/v1"), path, null))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(404));
    }
}
