package dev.tollgate.metering;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tollgate.json.StrictJson;
import dev.tollgate.refusal.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiRequestReaderTest {

    private static final long LIMIT = 10_000_000;

    @Test
    void readsAChatRequest() {
        byte[] body = """
                {"model": "gpt-5", "messages": [{"role": "developer", "content": "You are a helpful assistant."},
                 {"role": "user", "content": [{"type": "text", "text": "Hello!"}]}], "temperature": 1.0,
                 "max_completion_tokens": 4096, "n": 3, "tools": [], "stream": false, "stream_options": null}
                """.getBytes(UTF_8);
        LlmRequest request = OpenAiRequestReader.read(body, OpenAiApi.CHAT, LIMIT);

        assertThat(request.model()).isEqualTo("gpt-5");
        assertThat(request.maxTokens()).isEqualTo(4096);
        assertThat(request.choices()).isEqualTo(3);
        assertThat(request.stream()).isFalse();
        assertThat(request.usageHidden()).isFalse();
        assertThat(request.body()).isSameAs(body);
    }

    @Test
    void whatARequestDoesNotSay() {
        LlmRequest request = chat("{\"model\":\"m\",\"messages\":[{}],\"max_tokens\":null,\"n\":null,\"stream\":null}");

        assertThat(request.maxTokens()).isZero();
        assertThat(request.choices()).isEqualTo(1);
        assertThat(request.stream()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CHAT | \"messages\":[{}],\"max_tokens\":10,\"max_completion_tokens\":20 | 20 | 1",
                "CHAT | \"messages\":[{}],\"max_tokens\":20,\"max_completion_tokens\":10 | 20 | 1",
                "CHAT | \"messages\":[{}],\"max_output_tokens\":20,\"best_of\":3 | 0 | 1",
                "COMPLETIONS | \"prompt\":\"Hi\",\"max_tokens\":7,\"n\":2 | 7 | 2",
                "COMPLETIONS | \"prompt\":\"Hi\",\"n\":2,\"best_of\":5 | 0 | 5",
                "COMPLETIONS | \"prompt\":[\"Hi\",\"Ho\",\"He\"],\"n\":2 | 0 | 6",
                "COMPLETIONS | \"prompt\":[1,2,3],\"n\":2 | 0 | 2",
                "COMPLETIONS | \"prompt\":[[1,2],[3]] | 0 | 2",
                "COMPLETIONS | \"prompt\":[] | 0 | 1",
                "RESPONSES | \"input\":\"Hi\",\"max_output_tokens\":7,\"n\":9,\"max_tokens\":99 | 7 | 1",
                "RESPONSES | \"input\":[],\"background\":false | 0 | 1",
                "RESPONSES | \"input\":null,\"previous_response_id\":\"resp_1\" | 0 | 1",
                "RESPONSES | \"prompt\":{\"id\":\"pmpt_1\"},\"background\":null | 0 | 1",
                "EMBEDDINGS | \"input\":[\"Hi\",\"Ho\"],\"n\":9,\"max_tokens\":99 | 0 | 0",
            })
    void howMuchMayBeGenerated(OpenAiApi api, String fields, long maxTokens, long choices) {
        LlmRequest request = read(api, "{\"model\":\"m\"," + fields + "}");

        assertThat(request.maxTokens()).isEqualTo(maxTokens);
        assertThat(request.choices()).isEqualTo(choices);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "CHAT | `` | messages: is required",
                "CHAT | \"messages\":null | messages: is required",
                "CHAT | \"messages\":[] | messages: must not be empty",
                "CHAT | \"messages\":\"Hi\" | messages: must be an array",
                "COMPLETIONS | `` | prompt: is required",
                "COMPLETIONS | \"prompt\":7 | prompt: must be a string or an array",
                "RESPONSES | `` | input: is required",
                "RESPONSES | \"previous_response_id\":null | input: is required",
                "RESPONSES | \"input\":{} | input: must be a string or an array",
                "RESPONSES | \"input\":\"Hi\",\"background\":true | background: must be false: what a background response uses can't be metered",
                "RESPONSES | \"input\":\"Hi\",\"background\":1 | background: must be true or false",
                "EMBEDDINGS | \"input\":7 | input: must be a string or an array",
                "CHAT | \"messages\":[{}],\"model\":\"n\" | body: duplicate key at line 1, column 37",
                "CHAT | \"messages\":[{}],\"stream\":\"true\" | stream: must be true or false",
                "CHAT | \"messages\":[{}],\"n\":0 | n: must be at least 1",
                "CHAT | \"messages\":[{}],\"n\":129 | n: must be at most 128",
                "CHAT | \"messages\":[{}],\"n\":1.5 | n: must be an integer",
                "COMPLETIONS | \"prompt\":\"Hi\",\"best_of\":1e3 | best_of: must be an integer",
                "CHAT | \"messages\":[{}],\"max_completion_tokens\":0 | max_completion_tokens: must be at least 1",
                "CHAT | \"messages\":[{}],\"max_tokens\":10000001 | max_tokens: must be at most 10000000",
                "CHAT | \"messages\":[{}],\"max_tokens\":NaN | max_tokens: must be an integer",
                "RESPONSES | \"input\":\"Hi\",\"max_output_tokens\":\"7\" | max_output_tokens: must be an integer",
                "CHAT | \"messages\":[{}],\"stream_options\":true | stream_options: must be an object",
                "CHAT | \"messages\":[{}],\"stream_options\":{\"include_usage\":1} | stream_options.include_usage: must be true or false",
            })
    void everyFieldSaysWhatIsWrongWithIt(OpenAiApi api, String fields, String message) {
        String more = fields.isEmpty() ? "" : "," + fields;

        assertThat(refusal(api, "{\"model\":\"m\"" + more + "}")).isEqualTo(message);
    }

    @ParameterizedTest
    @EnumSource
    void theModelIsRequiredEverywhere(OpenAiApi api) {
        assertThat(refusal(api, "{\"messages\":[{}],\"prompt\":\"\",\"input\":\"\"}"))
                .isEqualTo("model: is required");
        assertThat(refusal(api, "{\"model\":null,\"messages\":[{}],\"prompt\":\"\",\"input\":\"\"}"))
                .isEqualTo("model: must be a string");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | body: is empty",
                "[] | body: must be a JSON object",
                "{\"model\":\"m\" | body: malformed JSON at line 1, column 13",
                "{\"model\":\"m\",\"messages\":[{}]}{} | body: has something after the JSON object",
                "{\"model\":\"m\",\"messages\":[{\"a\":1,\"a\":2}]} | body: duplicate key at line 1, column 36",
            })
    void malformedJsonIsTheBodysFault(String body, String message) {
        assertThat(refusal(OpenAiApi.CHAT, body)).isEqualTo(message);
    }

    @Test
    void otherEncodingsAreRefused() {
        byte[] utf16 = "{\"model\":\"m\",\"messages\":[{}]}".getBytes(UTF_16BE);

        assertThat(catchThrowableOfType(Refusal.class, () -> OpenAiRequestReader.read(utf16, OpenAiApi.CHAT, LIMIT)))
                .hasMessage("body: must be JSON in UTF-8");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"m\", ~ \"stream\":true} | {\"stream_options\":{\"include_usage\":true},\"model\":\"m\", ~ \"stream\":true}",
                "` {\n \"model\":\"é\", ~ \"stream\":true}` | ` {\"stream_options\":{\"include_usage\":true},\n \"model\":\"é\", ~ \"stream\":true}`",
                "{\"stream_options\" : null ,\"model\":\"m\", ~ \"stream\":true} | {\"stream_options\" : {\"include_usage\":true} ,\"model\":\"m\", ~ \"stream\":true}",
                "{\"model\":\"é\",\"stream_options\": { }, ~ \"stream\":true} | {\"model\":\"é\",\"stream_options\": {\"include_usage\":true }, ~ \"stream\":true}",
                "{\"model\":\"m\",\"stream_options\":{\"x\":[1]}, ~ \"stream\":true} | {\"model\":\"m\",\"stream_options\":{\"include_usage\":true,\"x\":[1]}, ~ \"stream\":true}",
                "{\"model\":\"m\",\"stream\":true, ~ \"stream_options\":{\"x\":1,\"include_usage\" : false }} | {\"model\":\"m\",\"stream\":true, ~ \"stream_options\":{\"x\":1,\"include_usage\" : true }}",
                "{\"model\":\"m\",\"stream\":true, ~ \"stream_options\":{\"include_usage\":null}} | {\"model\":\"m\",\"stream\":true, ~ \"stream_options\":{\"include_usage\":true}}",
            })
    void aStreamIsMadeToReportItsUsage(String body, String forwarded) {
        LlmRequest chat = chat(body.replace("~", "\"messages\":[{}],"));
        LlmRequest completion = read(OpenAiApi.COMPLETIONS, body.replace("~", "\"prompt\":\"Hi\","));

        assertThat(new String(chat.body(), UTF_8)).isEqualTo(forwarded.replace("~", "\"messages\":[{}],"));
        assertThat(chat.usageHidden()).isTrue();
        assertThat(new String(completion.body(), UTF_8)).isEqualTo(forwarded.replace("~", "\"prompt\":\"Hi\","));
        assertThat(completion.usageHidden()).isTrue();
    }

    @Test
    void aClientThatAsksForTheUsageSeesIt() {
        byte[] body = "{\"model\":\"m\",\"messages\":[{}],\"stream\":true,\"stream_options\":{\"include_usage\":true}}"
                .getBytes(UTF_8);
        LlmRequest request = OpenAiRequestReader.read(body, OpenAiApi.CHAT, LIMIT);

        assertThat(request.body()).isSameAs(body);
        assertThat(request.usageHidden()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RESPONSES", "EMBEDDINGS"})
    void whatReportsItsUsageAnywayStays(OpenAiApi api) {
        byte[] body = "{\"model\":\"m\",\"input\":\"Hi\",\"stream\":true,\"stream_options\":7}".getBytes(UTF_8);
        LlmRequest request = OpenAiRequestReader.read(body, api, LIMIT);

        assertThat(request.body()).isSameAs(body);
        assertThat(request.usageHidden()).isFalse();
    }

    @Test
    void whatIsNoStreamStays() {
        byte[] body =
                "{\"model\":\"m\",\"messages\":[{}],\"stream_options\":{\"include_usage\":false}}".getBytes(UTF_8);

        assertThat(OpenAiRequestReader.read(body, OpenAiApi.CHAT, LIMIT).body()).isSameAs(body);
    }

    @Property
    void nothingElseEverChanges(@ForAll("streams") String body) throws IOException {
        LlmRequest request = chat(body);
        byte[] before = body.getBytes(UTF_8);

        assertThat(tree(request.body())).isEqualTo(withUsage(tree(before)));
        assertThat(request.usageHidden())
                .isEqualTo(!tree(before).at("/stream_options/include_usage").asBoolean());
        int same = Arrays.mismatch(before, request.body());
        int sameAtEnd = Arrays.mismatch(reversed(before), reversed(request.body()));
        assertThat(same < 0 ? before.length : same + sameAtEnd)
                .isGreaterThanOrEqualTo(before.length - "false".length());
    }

    @Provide
    Arbitrary<String> streams() {
        Arbitrary<String> options = Arbitraries.of(
                "\"stream_options\":null",
                "\"stream_options\" :\t{}",
                "\"stream_options\":{ \"include_usage\":false}",
                "\"stream_options\":{\"include_usage\": null}",
                "\"stream_options\":{\"include_usage\":true }",
                "\"stream_options\":{\"include_obfuscation\":false,\"include_usage\":false}",
                "\"stream_options\":{\"a\":{\"include_usage\":false},\"b\":[{}]}",
                "\"str\\u0065am_options\":{\"incl\\u0075de_usage\":false}",
                "\"other\":1");
        Arbitrary<List<String>> others = Arbitraries.of(
                        "\"temperature\":-0.5e1",
                        "\"user\":\"é你😀 \\\" \\\\ {\\\"stream_options\\\":null}\"",
                        "\"metadata\":{\"stream_options\":{\"include_usage\":false}}",
                        "\"stop\":[\"}\",\"{\",null,[ ],{ }]",
                        "\"n\": 2",
                        "\"max_tokens\":null",
                        "\"seed\":12345678901234567890123456789")
                .list()
                .uniqueElements()
                .ofMaxSize(7);
        Arbitrary<String> blanks = Arbitraries.strings().withChars(" \t\r\n").ofMaxLength(3);
        return Combinators.combine(options, others, blanks, Arbitraries.randoms())
                .as((option, rest, blank, random) -> {
                    List<String> fields = new ArrayList<>(rest);
                    fields.addAll(List.of(option, "\"model\":\"m\"", "\"messages\":[{}]", "\"stream\":true"));
                    Collections.shuffle(fields, random);
                    return blank + "{" + blank + String.join(blank + "," + blank, fields) + blank + "}" + blank;
                });
    }

    private static JsonNode withUsage(JsonNode request) {
        JsonNode options = request.path("stream_options");
        ObjectNode asked =
                options.isObject() ? options.deepCopy() : StrictJson.mapper().createObjectNode();
        ((ObjectNode) request).set("stream_options", asked.put("include_usage", true));
        return request;
    }

    private static JsonNode tree(byte[] json) throws IOException {
        return StrictJson.mapper().readTree(json);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[bytes.length - 1 - i] = bytes[i];
        }
        return reversed;
    }

    private static LlmRequest chat(String body) {
        return read(OpenAiApi.CHAT, body);
    }

    private static LlmRequest read(OpenAiApi api, String body) {
        return OpenAiRequestReader.read(body.getBytes(UTF_8), api, LIMIT);
    }

    private static String refusal(OpenAiApi api, String body) {
        Refusal refusal = catchThrowableOfType(Refusal.class, () -> read(api, body));
        assertThat(refusal.status()).isEqualTo(400);
        return refusal.message();
    }
}
