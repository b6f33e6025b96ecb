package dev.tollgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiChatTest {

    private static final Encoding TOKENS = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
    private static final String HELLO = """
            {"model":"gpt-4o","messages":[{"role":"user","content":"Hello!"}]%s}""";
    private static final String WEATHER = """
            {"model":"gpt-4o","stream":%s,"messages":[{"role":"user","content":"Weather?"}%s],"tool_choice":%s,
             "tools":[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object",
               "properties":{"city":{"type":"string"},"days":{"type":"integer"},"unit":{"enum":["celsius"]},
                             "note":{"type":"string"}},"required":["city","days","unit"]}}},
               {"type":"function","function":{"name":"get_time"}}]}""";
    private static final String ARGUMENTS = "{\"city\":\"sandbox\",\"days\":1,\"unit\":\"celsius\"}";

    private final UpstreamSandbox upstream = new UpstreamSandbox("", Clock.systemUTC());

    /** The same in every process, that is: no map with an order of its own, no clock, no random number. */
    @Test
    void answersInJson() throws IOException {
        Answer answer = ask(HELLO.formatted(",\"max_tokens\":1"));

        assertThat(answer.head().status()).isEqualTo(200);
        assertThat(answer.head().length()).hasValue(answer.body().length);
        assertThat(answer.head().headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("openai-version", "2020-10-01")
                .containsEntry("openai-processing-ms", "42")
                .containsEntry("x-ratelimit-limit-requests", "10000")
                .containsEntry("x-request-id", "req_sandboxde66dfe8");
        assertThat(answer.text()).isEqualTo("""
                {"id":"chatcmpl-sandboxde66dfe8","object":"chat.completion","created":1735689600,"model":"gpt-4o",\
                "service_tier":"default","system_fingerprint":"fp_sandbox","choices":[{"index":0,"message":\
                {"role":"assistant","content":"You","refusal":null,"annotations":[]},"logprobs":null,\
                "finish_reason":"length"}],"usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10,\
                "prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":\
                {"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,\
                "rejected_prediction_tokens":0}}}""");
    }

    @Test
    void answersInChunksWithTheSameText() throws IOException {
        JsonNode completion = ask(HELLO.formatted("")).json();
        Answer stream = ask(HELLO.formatted(",\"stream\":true"));

        assertThat(stream.head().headers()).containsEntry("content-type", "text/event-stream; charset=utf-8");
        List<JsonNode> chunks = stream.data();
        assertThat(chunks.get(0).at("/choices/0").toString())
                .isEqualTo("{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null},"
                        + "\"logprobs\":null,\"finish_reason\":null}");
        assertThat(chunks).allMatch(chunk -> chunk.path("object").asText().equals("chat.completion.chunk"));
        assertThat(chunks).noneMatch(chunk -> chunk.has("usage"));
        assertThat(chunks.get(chunks.size() - 1).at("/choices/0").toString())
                .isEqualTo("{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"stop\"}");
        assertThat(stream.joined("/choices/0/delta/content"))
                .isEqualTo(completion.at("/choices/0/message/content").asText());
        assertThat(stream.text()).endsWith("\n\ndata: [DONE]\n\n");
    }

    @Test
    void sendsTheUsageLastWhereItIsAskedFor() throws IOException {
        JsonNode completion = ask(HELLO.formatted("")).json();
        List<JsonNode> chunks = ask(HELLO.formatted(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"))
                .data();

        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.path("choices").toString()).isEqualTo("[]");
        assertThat(last.path("usage")).isEqualTo(completion.path("usage"));
        assertThat(chunks.subList(0, chunks.size() - 1))
                .allMatch(chunk -> chunk.has("usage") && chunk.get("usage").isNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "max_completion_tokens"})
    void stopsAtTheLimit(String field) throws IOException {
        JsonNode completion = ask(HELLO.formatted(",\"" + field + "\":4")).json();
        Answer stream = ask(HELLO.formatted(",\"stream\":true,\"" + field + "\":4"));

        String text = completion.at("/choices/0/message/content").asText();
        assertThat(TOKENS.countTokens(text)).isEqualTo(4);
        assertThat(completion.at("/choices/0/finish_reason").asText()).isEqualTo("length");
        assertThat(completion.at("/usage/completion_tokens").asInt()).isEqualTo(4);
        assertThat(stream.joined("/choices/0/delta/content")).isEqualTo(text);
        assertThat(stream.joined("/choices/0/finish_reason")).isEqualTo("length");
    }

    @Test
    void givesUpToEightChoices() throws IOException {
        JsonNode one = ask(HELLO.formatted("")).json();
        JsonNode eight = ask(HELLO.formatted(",\"n\":8")).json();

        assertThat(eight.path("choices")).hasSize(8);
        assertThat(eight.at("/choices/7/index").asInt()).isEqualTo(7);
        assertThat(eight.at("/usage/completion_tokens").asInt())
                .isEqualTo(8 * one.at("/usage/completion_tokens").asInt());
        assertThat(eight.at("/usage/prompt_tokens")).isEqualTo(one.at("/usage/prompt_tokens"));
        Answer stream = ask(HELLO.formatted(",\"stream\":true,\"n\":2,\"max_tokens\":1"));
        assertThat(stream.joined("/choices/0/index")).isEqualTo("010101");
    }

    /** At 1,024 and from there in steps of 128, which are part of the prompt's tokens. */
    @ParameterizedTest
    @CsvSource({"1023, 0", "1024, 1024", "1151, 1024", "1152, 1152", "2000, 1920"})
    void showsWhatTheCacheGave(int promptTokens, int cached) throws IOException {
        String words = " word".repeat(promptTokens - 7); // 7 are around them
        JsonNode usage = ask("""
                {"model":"gpt-4o","max_tokens":1,"messages":[{"role":"user","content":"%s"}]}""".formatted(words)).json().path("usage");

        assertThat(usage.path("prompt_tokens").asInt()).isEqualTo(promptTokens);
        assertThat(usage.at("/prompt_tokens_details/cached_tokens").asInt()).isEqualTo(cached);
    }

    @Test
    void callsTheFirstFunction() throws IOException {
        JsonNode completion = ask(WEATHER.formatted(false, "", "\"auto\"")).json();

        JsonNode message = completion.at("/choices/0/message");
        assertThat(completion.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(message.get("content").isNull()).isTrue();
        assertThat(message.at("/tool_calls/0/id").asText()).startsWith("call_");
        assertThat(message.at("/tool_calls/0/type").asText()).isEqualTo("function");
        assertThat(message.at("/tool_calls/0/function/name").asText()).isEqualTo("get_weather");
        assertThat(message.at("/tool_calls/0/function/arguments").asText()).isEqualTo(ARGUMENTS);
        assertThat(completion.at("/usage/completion_tokens").asInt()).isEqualTo(TOKENS.countTokens(ARGUMENTS));
    }

    @Test
    void callsTheFirstFunctionInPieces() throws IOException {
        Answer stream = ask(WEATHER.formatted(true, "", "\"required\""));

        assertThat(stream.data().get(0).at("/choices/0/delta/tool_calls/0").toString())
                .matches("\\{\"index\":0,\"id\":\"call_sandbox\\w+\",\"type\":\"function\","
                        + "\"function\":\\{\"name\":\"get_weather\",\"arguments\":\"\"}}");
        assertThat(stream.data().get(1).at("/choices/0/delta").toString())
                .isEqualTo("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"city\\\":\"}}]}");
        assertThat(stream.joined("/choices/0/delta/tool_calls/0/function/arguments"))
                .isEqualTo(ARGUMENTS);
        assertThat(stream.joined("/choices/0/finish_reason")).endsWith("tool_calls");
    }

    @Test
    void callsTheFunctionThatIsNamed() throws IOException {
        String named = "{\"type\":\"function\",\"function\":{\"name\":\"get_time\"}}";
        JsonNode call = ask(WEATHER.formatted(false, "", named)).json().at("/choices/0/message/tool_calls/0/function");

        assertThat(call.toString()).isEqualTo("{\"name\":\"get_time\",\"arguments\":\"{}\"}");
    }

    @Test
    void answersInTextWhereNoToolIsToBeCalled() throws IOException {
        String followUp = """
                ,{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function",\
                "function":{"name":"get_weather","arguments":"{}"}}]},
                {"role":"tool","tool_call_id":"call_1","content":"Sunny"}""";

        JsonNode afterCall = ask(WEATHER.formatted(false, followUp, "\"auto\"")).json();
        assertThat(afterCall.at("/choices/0/message/content").asText()).startsWith("You wrote “Sunny”");
        assertThat(afterCall.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        JsonNode none = ask(WEATHER.formatted(false, "", "\"none\"")).json();
        assertThat(none.at("/choices/0/message/content").asText()).startsWith("You wrote “Weather?”");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            nullValues = "null",
            value = {
                "{ | null | null | We could not parse the JSON body of your request. The API expects a JSON object.",
                "[] | null | null | We could not parse the JSON body of your request. The API expects a JSON object.",
                "{} | model | null | you must provide a model parameter",
                "{\"model\":7} | model | invalid_type | Invalid type for 'model': expected a string, but got an integer instead.",
                "{\"model\":\"gpt-4\"} | messages | missing_required_parameter | Missing required parameter: 'messages'.",
                "{\"model\":\"gpt-4\",\"messages\":null} | messages | missing_required_parameter | Missing required parameter: 'messages'.",
                "{\"model\":\"gpt-4\",\"messages\":\"x\"} | messages | invalid_type | Invalid type for 'messages': expected an array of objects, but got a string instead.",
                "{\"model\":\"gpt-4\",\"messages\":[]} | messages | empty_array | Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
                "{\"model\":\"gpt-4\",\"messages\":[{\"role\":\"king\"}]} | messages[0].role | invalid_value | Invalid value: 'king'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and 'developer'.",
                "{\"model\":\"gpt-4\",\"messages\":[{\"role\":\"user\"}]} | messages[0].content | missing_required_parameter | Missing required parameter: 'messages[0].content'.",
                "{\"model\":\"gpt-4\",\"messages\":[{\"role\":\"user\",\"content\":[{}]}]} | messages[0].content[0].type | missing_required_parameter | Missing required parameter: 'messages[0].content[0].type'.",
            })
    void refusesABodyAsTheRealOneDoes(String body, String param, String code, String message) throws IOException {
        requireError(ask(body), param, code, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            nullValues = "null",
            value = {
                "\"max_tokens\":0 | max_tokens | integer_below_min_value | Invalid 'max_tokens': integer below minimum value. Expected a value >= 1, but got 0 instead.",
                "\"max_completion_tokens\":\"9\" | max_completion_tokens | invalid_type | Invalid type for 'max_completion_tokens': expected an integer, but got a string instead.",
                "\"n\":9 | n | integer_above_max_value | Invalid 'n': integer above maximum value. Expected a value <= 8, but got 9 instead.",
                "\"stream\":\"yes\" | stream | invalid_type | Invalid type for 'stream': expected a boolean, but got a string instead.",
                "\"temperature\":2.1 | temperature | decimal_above_max_value | Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 2.1 instead.",
                "\"stream_options\":{\"include_usage\":true} | stream_options | null | The 'stream_options' parameter is only allowed when 'stream' is enabled.",
                "\"tools\":[] | tools | empty_array | Invalid 'tools': empty array. Expected an array with minimum length 1, but got an empty array instead.",
                "\"tools\":[{}] | tools[0].function.name | missing_required_parameter | Missing required parameter: 'tools[0].function.name'.",
            })
    void refusesAFieldAsTheRealOneDoes(String field, String param, String code, String message) throws IOException {
        requireError(ask(HELLO.formatted("," + field)), param, code, message);
    }

    @Test
    void takesNullsForWhatIsLeftOut() throws IOException {
        assertThat(ask(HELLO.formatted(",\"n\":null,\"stream\":null,\"tools\":null,\"max_tokens\":null"))
                        .head()
                        .status())
                .isEqualTo(200);
    }

    private static void requireError(Answer answer, String param, String code, String message) throws IOException {
        JsonNode error = answer.json().path("error");
        assertThat(error.path("message").asText()).isEqualTo(message);
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("param").textValue()).isEqualTo(param);
        assertThat(error.path("code").textValue()).isEqualTo(code);
        assertThat(answer.head().status()).isEqualTo(400);
    }

    private Answer ask(String body) throws IOException {
        return Answer.of(upstream.chatCompletions("any", body.getBytes(StandardCharsets.UTF_8)));
    }
}
