package dev.tollgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaudeSandboxTest {

    private static final Encoding TOKENS = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
    private static final String HELLO = """
            {"model":"claude-3-5-sonnet-20241022","max_tokens":%d,"stream":%s,
             "system":"You are a helpful assistant","messages":[{"role":"user","content":"你好, Hello!"}]}""";

    private final ClaudeSandbox claude =
            new ClaudeSandbox("sandbox-key", Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC));

    @Test
    void answersInJson() throws IOException {
        Answer answer = ask(HELLO.formatted(1024, false));

        assertThat(answer.head().status()).isEqualTo(200);
        assertThat(answer.head().headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("anthropic-ratelimit-requests-limit", "4000")
                .containsEntry("anthropic-ratelimit-requests-reset", "2026-01-02T03:05:00Z");
        assertThat(answer.head().headers().get("request-id")).startsWith("req_");
        assertThat(answer.head().length()).hasValue(answer.body().length);
        JsonNode message = answer.json();
        assertThat(message.path("id").asText()).startsWith("msg_");
        assertThat(message.path("type").asText()).isEqualTo("message");
        assertThat(message.path("role").asText()).isEqualTo("assistant");
        assertThat(message.path("model").asText()).isEqualTo("claude-3-5-sonnet-20241022");
        assertThat(message.path("stop_reason").asText()).isEqualTo("end_turn");
        assertThat(message.get("stop_sequence").isNull()).isTrue();
        assertThat(message.at("/content/0/type").asText()).isEqualTo("text");
        assertThat(message.at("/content/0/text").asText()).contains("“你好, Hello!”");
    }

    @Test
    void answersInEventsWithTheSameTextAndUsage() throws IOException {
        JsonNode message = ask(HELLO.formatted(1024, false)).json();
        Answer stream = ask(HELLO.formatted(1024, true));

        assertThat(stream.head().headers()).containsEntry("content-type", "text/event-stream; charset=utf-8");
        assertThat(stream.eventNames().stream().distinct())
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        assertThat(stream.deltaText()).isEqualTo(message.at("/content/0/text").asText());
        JsonNode start = stream.events("message_start").get(0).path("message");
        assertThat(start.at("/usage/input_tokens")).isEqualTo(message.at("/usage/input_tokens"));
        assertThat(start.at("/usage/output_tokens").asInt()).isEqualTo(1);
        assertThat(start.at("/usage/cache_read_input_tokens").asInt()).isZero();
        JsonNode end = stream.events("message_delta").get(0);
        assertThat(end.at("/delta/stop_reason").asText()).isEqualTo("end_turn");
        assertThat(end.at("/usage/output_tokens")).isEqualTo(message.at("/usage/output_tokens"));
    }

    @Test
    void givesTheSameBytesForTheSameRequest() throws IOException {
        assertThat(ask(HELLO.formatted(1024, true)).body())
                .isEqualTo(ask(HELLO.formatted(1024, true)).body());
        assertThat(ask(HELLO.formatted(1024, false)).body())
                .isEqualTo(ask(HELLO.formatted(1024, false)).body());
    }

    /** The same in every process, that is: no map with an order of its own, no clock, no random number. */
    @Test
    void writesItsFieldsInClaudesOrder() throws IOException {
        assertThat(ask(HELLO.formatted(1, false)).text()).isEqualTo("""
                {"id":"msg_sandbox81e416d1","type":"message","role":"assistant",\
                "model":"claude-3-5-sonnet-20241022","content":[{"type":"text","text":"You"}],\
                "stop_reason":"max_tokens","stop_sequence":null,"usage":{"input_tokens":17,\
                "cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":1,\
                "cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},\
                "service_tier":"standard"}}""");
    }

    @Test
    void countsTheTokensOfItsAnswer() throws IOException {
        JsonNode message = ask(HELLO.formatted(1024, false)).json();

        assertThat(message.at("/usage/output_tokens").asInt())
                .isEqualTo(TOKENS.countTokens(message.at("/content/0/text").asText()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 17})
    void stopsAtMaxTokens(int maxTokens) throws IOException {
        JsonNode message = ask(HELLO.formatted(maxTokens, false)).json();
        Answer stream = ask(HELLO.formatted(maxTokens, true));

        String text = message.at("/content/0/text").asText();
        assertThat(message.path("stop_reason").asText()).isEqualTo("max_tokens");
        assertThat(message.at("/usage/output_tokens").asInt())
                .isLessThanOrEqualTo(maxTokens)
                .isEqualTo(TOKENS.countTokens(text));
        assertThat(stream.deltaText()).isEqualTo(text);
        assertThat(stream.events("message_delta")
                        .get(0)
                        .at("/delta/stop_reason")
                        .asText())
                .isEqualTo("max_tokens");
    }

    @Test
    void countsTokensAsAMessageReportsThem() throws IOException {
        String body = HELLO.formatted(1024, false);
        JsonNode count = Answer.of(claude.countTokens("sandbox-key", "2023-06-01", bytes(body)))
                .json();

        assertThat(count.path("input_tokens").asInt())
                .isGreaterThan(10)
                .isEqualTo(ask(body).json().at("/usage/input_tokens").asInt());
    }

    @Test
    void writesToTheCacheUpToTheOnlyBreakpoint() throws IOException {
        JsonNode usage = ask("""
                {"model":"claude-3-5-sonnet-20241022","max_tokens":9,
                 "system":[{"type":"text","text":"A long book.","cache_control":{"type":"ephemeral","ttl":"1h"}}],
                 "messages":[{"role":"user","content":"Hello!"}]}""").json().path("usage");

        assertThat(usage.path("input_tokens").asInt()).isEqualTo(TOKENS.countTokens("Hello!"));
        assertThat(usage.path("cache_creation_input_tokens").asInt()).isGreaterThan(0);
        assertThat(usage.at("/cache_creation/ephemeral_1h_input_tokens"))
                .isEqualTo(usage.path("cache_creation_input_tokens"));
        assertThat(usage.path("cache_read_input_tokens").asInt()).isZero();
    }

    @Test
    void readsTheCacheUpToTheFirstOfTwoBreakpoints() throws IOException {
        String cached = "{\"type\":\"text\",\"text\":\"%s\",\"cache_control\":{\"type\":\"ephemeral\"}}";
        String body = """
                {"model":"claude-3-5-sonnet-20241022","max_tokens":9,"system":[%s],
                 "messages":[{"role":"user","content":[%s]},{"role":"assistant","content":"Yes."},
                             {"role":"user","content":"And?"}]}""".formatted(cached.formatted("A long book."), cached.formatted("Is it long?"));
        JsonNode usage = ask(body).json().path("usage");

        assertThat(usage.path("cache_read_input_tokens").asInt()).isGreaterThan(TOKENS.countTokens("A long book."));
        assertThat(usage.path("cache_creation_input_tokens").asInt()).isEqualTo(TOKENS.countTokens("Is it long?"));
        assertThat(usage.path("input_tokens").asInt())
                .isEqualTo(TOKENS.countTokens("Yes.") + TOKENS.countTokens("And?"));
        assertThat(Answer.of(claude.countTokens("sandbox-key", "2023-06-01", bytes(body)))
                        .json()
                        .path("input_tokens")
                        .asInt())
                .isEqualTo(usage.path("cache_read_input_tokens").asInt()
                        + usage.path("cache_creation_input_tokens").asInt()
                        + usage.path("input_tokens").asInt());
    }

    @Test
    void listsModels() throws IOException {
        JsonNode page = Answer.of(claude.models("sandbox-key", "2023-06-01")).json();

        assertThat(page.path("data")).hasSizeGreaterThan(3);
        assertThat(page.at("/data/0/type").asText()).isEqualTo("model");
        assertThat(page.path("first_id")).isEqualTo(page.at("/data/0/id"));
        assertThat(page.path("has_more").asBoolean(true)).isFalse();
    }

    @Test
    void wantsItsKeyAndAVersion() throws IOException {
        byte[] body = bytes(HELLO.formatted(9, false));

        assertError(Answer.of(claude.messages("", "2023-06-01", body)), 401, "x-api-key header is required");
        assertError(Answer.of(claude.messages("mine", "2023-06-01", body)), 401, "invalid x-api-key");
        assertError(
                Answer.of(claude.messages("sandbox-key", null, body)), 400, "anthropic-version: header is required");
        assertError(Answer.of(claude.models("", "2023-06-01")), 401, "x-api-key header is required");
        assertError(Answer.of(claude.countTokens("", "", body)), 401, "x-api-key header is required");
    }

    @Test
    void findsTheKeyInEitherHeader() {
        assertThat(SandboxKey.of("sk-1", "Bearer sk-2")).isEqualTo("sk-1");
        assertThat(SandboxKey.of(null, "bearer  sk-2 ")).isEqualTo("sk-2");
        assertThat(SandboxKey.of(null, "Basic c2stMg==")).isEmpty();
        assertThat(SandboxKey.of(null, null)).isEmpty();
    }

    @Test
    void takesAnyKeyWhereNoneIsConfigured() throws IOException {
        ClaudeSandbox open = new ClaudeSandbox("", Clock.systemUTC());

        assertThat(open.messages("mine", "2023-06-01", bytes(HELLO.formatted(9, false)))
                        .status())
                .isEqualTo(200);
        assertThat(open.messages("", "2023-06-01", bytes(HELLO.formatted(9, false)))
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | 400 | model: Field required",
                "[] | 400 | Input should be a valid dictionary",
                "{\"model\":7} | 400 | model: Input should be a valid string",
                "{\"model\":\"gpt-4o\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 404 | model: gpt-4o",
                "{\"model\":\"claude-x\"} | 400 | max_tokens: Field required",
                "{\"model\":\"claude-x\",\"max_tokens\":\"9\"} | 400 | max_tokens: Input should be a valid integer",
                "{\"model\":\"claude-x\",\"max_tokens\":1.5} | 400 | max_tokens: Input should be a valid integer",
                "{\"model\":\"claude-x\",\"max_tokens\":0} | 400 | max_tokens: Input should be greater than or equal to 1",
                "{\"model\":\"claude-x\",\"max_tokens\":9} | 400 | messages: Field required",
                "{\"model\":\"claude-x\",\"max_tokens\":9,\"messages\":{}} | 400 | messages: Input should be a valid list",
                "{\"model\":\"claude-x\",\"max_tokens\":9,\"messages\":[]} | 400 | messages: at least one message is required",
                "{\"model\":\"claude-x\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\"}]} | 400 | messages.0.content: Field required",
                "{\"model\":\"claude-x\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"\"}]} | 400 | messages.0: all messages must have non-empty content",
                "{\"model\":\"claude-x\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}]} | 400 | messages.0.content.0.type: Field required",
                "{\"model\":\"claude-x\",\"max_tokens\":9,\"messages\":[{\"role\":\"king\",\"content\":\"x\"}]} | 400 | messages.0.role: Input should be 'user', 'assistant' or 'system'",
                "{\"model\":\"claude-x\",\"max_tokens\":9,\"stream\":\"yes\",\"messages\":[]} | 400 | stream: Input should be a valid boolean",
                "{\"model\":\"claude-x\",\"max_tokens\":9,\"temperature\":1.1,\"messages\":[]} | 400 | temperature: range: 0..1",
                "{\"model\":\"sandbox-earthquake\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]} | 404 | model: sandbox-earthquake",
            })
    void refusesWhatTheRealOneRefuses(String body, int status, String message) throws IOException {
        assertError(ask(body), status, message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"model\":", "hello", "{\"model\":1,\"model\":2}"})
    void refusesABodyThatIsNoJson(String body) throws IOException {
        Answer answer = ask(body);

        assertThat(answer.head().status()).isEqualTo(400);
        assertThat(answer.json().at("/error/type").asText()).isEqualTo("invalid_request_error");
    }

    private static void assertError(Answer answer, int status, String message) throws IOException {
        assertThat(answer.head().status()).isEqualTo(status);
        assertThat(answer.json().path("type").asText()).isEqualTo("error");
        assertThat(answer.json().at("/error/type").asText()).isEqualTo(ClaudeError.typeOf(status));
        assertThat(answer.json().at("/error/message").asText()).isEqualTo(message);
        assertThat(answer.json().path("request_id").asText())
                .isEqualTo(answer.head().headers().get("request-id"));
    }

    private Answer ask(String body) throws IOException {
        return Answer.of(claude.messages("sandbox-key", "2023-06-01", bytes(body)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
