package dev.tollgate.metering;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.refusal.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaudeRequestReaderTest {

    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]";

    @Test
    void readsTheDocumentsExample() {
        byte[] body = """
                {"model": "claude-3-5-sonnet-20241022", "max_tokens": 4096,
                 "messages": [{"role": "user", "content": "Hello!"}],
                 "stream": false, "temperature": 1.0, "system": "You are a helpful assistant"}
                """.getBytes(UTF_8);
        LlmRequest request = ClaudeRequestReader.read(body, 8192);

        assertThat(request.model()).isEqualTo("claude-3-5-sonnet-20241022");
        assertThat(request.maxTokens()).isEqualTo(4096);
        assertThat(request.stream()).isFalse();
        assertThat(request.choices()).isEqualTo(1);
        assertThat(request.usageHidden()).isFalse();
        assertThat(request.body()).isSameAs(body);
    }

    @Test
    void streamIsOptional() {
        assertThat(parse("{\"stream\":true,\"model\":\"m\",\"max_tokens\":1," + MESSAGES + "}").stream())
                .isTrue();
        assertThat(parse("{\"model\":\"m\",\"max_tokens\":1," + MESSAGES + "}").stream())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "4096.0 | must be an integer",
                "1.5 | must be an integer",
                "4e3 | must be an integer",
                "1e999999 | must be an integer",
                "\"4096\" | must be an integer",
                "true | must be an integer",
                "null | must be an integer",
                "[1] | must be an integer",
                "{} | must be an integer",
                "NaN | must be an integer",
                "Infinity | must be an integer",
                "-Infinity | must be an integer",
                "0x10 | must be at least 1",
                "007 | must be an integer",
                "+1 | must be an integer",
                "\uFF11\uFF12 | must be an integer",
                "0 | must be at least 1",
                "-1 | must be at least 1",
                "-0 | must be at least 1",
                "8193 | must be at most 8192",
                "9223372036854775808 | must be at most 8192",
                "1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000 | must be at most 8192",
                "-99999999999999999999999 | must be at least 1",
            })
    void maxTokensIsAnIntegerWithinItsLimit(String value, String problem) {
        assertThat(refusal("{\"model\":\"m\"," + MESSAGES + ",\"max_tokens\":" + value + "}"))
                .isEqualTo("max_tokens: " + problem);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 8191, 8192})
    void maxTokensUpToTheLimitPass(long value) {
        assertThat(parse("{\"model\":\"m\",\"max_tokens\":" + value + "," + MESSAGES + "}")
                        .maxTokens())
                .isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"max_tokens\":1,\"messages\":[{}]} | model: is required",
                "{\"model\":null,\"max_tokens\":1,\"messages\":[{}]} | model: must be a string",
                "{\"model\":7,\"max_tokens\":1,\"messages\":[{}]} | model: must be a string",
                "{\"model\":\"\",\"max_tokens\":1,\"messages\":[{}]} | model: must have 1 to 200 characters",
                "{\"model\":\"m\",\"messages\":[{}]} | max_tokens: is required",
                "{\"model\":\"m\",\"max_tokens\":1} | messages: is required",
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[]} | messages: must not be empty",
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":{}} | messages: must be an array",
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":\"Hi\"} | messages: must be an array",
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{}],\"stream\":\"true\"} | stream: must be true or false",
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{}],\"stream\":1} | stream: must be true or false",
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{}],\"stream\":null} | stream: must be true or false",
            })
    void everyFieldSaysWhatIsWrongWithIt(String body, String message) {
        assertThat(refusal(body)).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | body: is empty",
                "` ` | body: is empty",
                "[] | body: must be a JSON object",
                "\"text\" | body: must be a JSON object",
                "null | body: must be a JSON object",
                "{\"model\":\"m\" | body: malformed JSON at line 1, column 13",
                "{\"model\":\"m\",} | body: malformed JSON at line 1, column 14",
                "{model:1} | body: malformed JSON at line 1, column 2",
                "{'model':1} | body: malformed JSON at line 1, column 2",
                "{\"model\":\"m\",\"model\":\"n\"} | body: duplicate key at line 1, column 21",
                "{\"a\":{\"b\":1,\"b\":2}} | body: duplicate key at line 1, column 16",
                "{\"temperature\":NaN} | body: malformed JSON at line 1, column 19",
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{}]} x | body: malformed JSON at line 1, column 47",
                "{\"model\":\"m\",\"max_tokens\":1,\"messages\":[{}]}{} | body: has something after the JSON object",
            })
    void malformedJsonIsTheBodysFault(String body, String message) {
        assertThat(refusal(body)).isEqualTo(message);
    }

    @Test
    void aSecondMaxTokensIsRefusedAndNotIgnored() {
        assertThat(refusal("{\"model\":\"m\",\"max_tokens\":1," + MESSAGES + ",\"max_tokens\":8000}"))
                .startsWith("body: duplicate key");
    }

    @Test
    void nestingIsLimited() {
        String deep = "[".repeat(70) + "]".repeat(70);

        assertThat(refusal("{\"model\":\"m\",\"max_tokens\":1,\"messages\":" + deep + "}"))
                .isEqualTo("body: nested deeper than 64");
    }

    @Test
    void otherEncodingsAreRefused() {
        byte[] utf16 = ("{\"model\":\"m\",\"max_tokens\":1," + MESSAGES + "}").getBytes(UTF_16BE);

        Refusal refusal = catchThrowableOfType(Refusal.class, () -> ClaudeRequestReader.read(utf16, 8192));

        assertThat(refusal).hasMessage("body: must be JSON in UTF-8");
    }

    private static LlmRequest parse(String body) {
        return ClaudeRequestReader.read(body.getBytes(UTF_8), 8192);
    }

    private static String refusal(String body) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> parse(body));
        assertThat(refusal.status()).isEqualTo(400);
        return refusal.message();
    }
}
