package dev.tollgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the upstream answers besides chat. */
class UpstreamSandboxTest {

    private static final String KEY = "sandbox-key";

    private final UpstreamSandbox upstream = new UpstreamSandbox(KEY, Clock.systemUTC());

    @Test
    void completesInJson() throws IOException {
        JsonNode completion = complete("""
                {"model":"gpt-3.5-turbo","prompt":"Hello!"}""").json();

        assertThat(completion.path("id").asText()).startsWith("cmpl-sandbox");
        assertThat(completion.path("object").asText()).isEqualTo("text_completion");
        assertThat(completion.path("choices").toString())
                .isEqualTo("[{\"index\":0,\"text\":\"You wrote “Hello!”. This is Tollgate's sandbox: no model was\","
                        + "\"logprobs\":null,\"finish_reason\":\"length\"}]");
        assertThat(completion.at("/usage/prompt_tokens").asInt()).isEqualTo(2);
        assertThat(completion.at("/usage/completion_tokens").asInt()).isEqualTo(16); // as OpenAI's default has it
        assertThat(completion.at("/usage/total_tokens").asInt()).isEqualTo(18);
    }

    @Test
    void completesInChunks() throws IOException {
        String body = """
                {"model":"gpt-3.5-turbo","prompt":"Hello!","max_tokens":100%s}""";
        JsonNode completion = complete(body.formatted("")).json();
        Answer stream = complete(body.formatted(",\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        List<JsonNode> chunks = stream.data();
        assertThat(stream.joined("/choices/0/text"))
                .isEqualTo(completion.at("/choices/0/text").asText());
        assertThat(chunks.get(chunks.size() - 2).at("/choices/0").toString())
                .isEqualTo("{\"index\":0,\"text\":\"\",\"logprobs\":null,\"finish_reason\":\"stop\"}");
        assertThat(chunks.get(chunks.size() - 1).path("usage")).isEqualTo(completion.path("usage"));
        assertThat(stream.text()).endsWith("\n\ndata: [DONE]\n\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"Hello!\" | 1 | 2",
                "[\"Hello!\",\"Hello! Hello!\"] | 2 | 6",
                "[1,2,3] | 1 | 3",
                "[[1,2,3],[4]] | 2 | 4"
            })
    void takesTextsAndTokens(String input, int texts, int tokens) throws IOException {
        JsonNode completion =
                complete("{\"model\":\"gpt-4\",\"prompt\":" + input + "}").json();
        assertThat(completion.path("choices")).hasSize(texts);
        assertThat(completion.at("/usage/prompt_tokens").asInt()).isEqualTo(tokens);

        JsonNode embeddings =
                embed("{\"model\":\"gpt-4\",\"input\":" + input + "}").json();
        assertThat(embeddings.path("data")).hasSize(texts);
        assertThat(embeddings.path("usage").toString())
                .isEqualTo("{\"prompt_tokens\":" + tokens + ",\"total_tokens\":" + tokens + "}");
    }

    @Test
    void respondsInJson() throws IOException {
        JsonNode response = respond("""
                {"model":"gpt-4.1","instructions":"Be kind.","input":[{"role":"user","content":[
                 {"type":"input_text","text":"Hello!"}]}]}""").json();

        assertThat(response.path("id").asText()).startsWith("resp_sandbox");
        assertThat(response.path("object").asText()).isEqualTo("response");
        assertThat(response.path("status").asText()).isEqualTo("completed");
        assertThat(response.get("incomplete_details").isNull()).isTrue();
        JsonNode message = response.at("/output/0");
        assertThat(message.path("type").asText()).isEqualTo("message");
        assertThat(message.path("role").asText()).isEqualTo("assistant");
        assertThat(message.at("/content/0/type").asText()).isEqualTo("output_text");
        assertThat(message.at("/content/0/text").asText()).startsWith("You wrote “Hello!”");
        JsonNode usage = response.path("usage");
        assertThat(usage.path("input_tokens").asInt()).isEqualTo(3 + 3 + 4 + 2);
        assertThat(usage.at("/input_tokens_details/cached_tokens").asInt(-1)).isZero();
        assertThat(usage.at("/output_tokens_details/reasoning_tokens").asInt(-1))
                .isZero();
        assertThat(usage.path("total_tokens").asInt())
                .isEqualTo(usage.path("input_tokens").asInt()
                        + usage.path("output_tokens").asInt());
    }

    @Test
    void respondsInEvents() throws IOException {
        JsonNode response = respond("""
                {"model":"gpt-4.1","input":"Hello!"}""").json();
        Answer stream = respond("""
                {"model":"gpt-4.1","input":"Hello!","stream":true}""");

        assertThat(stream.eventNames().stream().distinct())
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
        List<JsonNode> events = stream.data();
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).path("sequence_number").asInt(-1)).isEqualTo(i);
            assertThat(events.get(i).path("type").asText())
                    .isEqualTo(stream.eventNames().get(i));
        }
        assertThat(stream.joined("/delta"))
                .isEqualTo(response.at("/output/0/content/0/text").asText())
                .isEqualTo(stream.events("response.output_text.done")
                        .get(0)
                        .path("text")
                        .asText());
        JsonNode end = stream.events("response.completed").get(0).path("response");
        assertThat(end.path("usage")).isEqualTo(response.path("usage"));
        assertThat(end.at("/output/0/content")).isEqualTo(response.at("/output/0/content"));
        assertThat(stream.text()).doesNotContain("[DONE]");
    }

    @Test
    void aResponseIsIncompleteAtTheLimit() throws IOException {
        String body = """
                {"model":"gpt-4.1","input":"Hello!","max_output_tokens":4,"stream":%s}""";
        JsonNode response = respond(body.formatted(false)).json();
        Answer stream = respond(body.formatted(true));

        assertThat(response.path("status").asText()).isEqualTo("incomplete");
        assertThat(response.path("incomplete_details").toString()).isEqualTo("{\"reason\":\"max_output_tokens\"}");
        assertThat(response.path("max_output_tokens").asInt()).isEqualTo(4);
        assertThat(response.at("/usage/output_tokens").asInt()).isEqualTo(4);
        assertThat(stream.eventNames()).endsWith("response.output_item.done", "response.incomplete");
        assertThat(stream.events("response.incomplete")
                        .get(0)
                        .at("/response/status")
                        .asText())
                .isEqualTo("incomplete");
    }

    @Test
    void embedsTheSameTextAsTheSameUnitVector() throws IOException {
        String body = """
                {"model":"text-embedding-3-small","input":["Hello!","Hello!","Bye"]%s}""";
        JsonNode floats = embed(body.formatted("")).json();

        JsonNode vector = floats.at("/data/0/embedding");
        assertThat(floats.path("object").asText()).isEqualTo("list");
        assertThat(floats.at("/data/1/index").asInt()).isEqualTo(1);
        assertThat(vector).hasSize(16).isEqualTo(floats.at("/data/1/embedding"));
        assertThat(vector).isNotEqualTo(floats.at("/data/2/embedding"));
        double squares = 0;
        for (JsonNode value : vector) {
            squares += value.asDouble() * value.asDouble();
        }
        assertThat(squares).isBetween(0.999, 1.001);

        JsonNode base64 =
                embed(body.formatted(",\"encoding_format\":\"base64\"")).json();
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder()
                        .decode(base64.at("/data/0/embedding").asText()))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.remaining()).isEqualTo(16 * Float.BYTES);
        for (JsonNode value : vector) {
            assertThat(bytes.getFloat()).isEqualTo(value.floatValue());
        }
    }

    @Test
    void embedsInAsManyDimensionsAsAskedFor() throws IOException {
        String body = """
                {"model":"text-embedding-3-small","input":"Hello!","dimensions":%d}""";

        assertThat(embed(body.formatted(3)).json().at("/data/0/embedding")).hasSize(3);
        assertThat(embed(body.formatted(3_072)).json().at("/data/0/embedding")).hasSize(3_072);
        requireError(embed(body.formatted(3_073)), 400, "dimensions", "integer_above_max_value");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "{\"model\":\"x\"} | 404 | null | model_not_found",
                "{\"model\":\"gpt-4\"} | 400 | input | missing_required_parameter",
                "{\"model\":\"gpt-4\",\"input\":\"\"} | 400 | input | null",
                "{\"model\":\"gpt-4\",\"input\":[]} | 400 | input | empty_array",
                "{\"model\":\"gpt-4\",\"input\":7} | 400 | input | invalid_type",
                "{\"model\":\"gpt-4\",\"input\":[\"x\",7]} | 400 | input | invalid_type",
                "{\"model\":\"gpt-4\",\"input\":\"x\",\"encoding_format\":\"hex\"} | 400 | encoding_format | invalid_value"
            })
    void refusesToEmbedAsTheRealOneDoes(String body, int status, String param, String code) throws IOException {
        requireError(embed(body), status, param, code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "{\"model\":\"gpt-4\"} | 400 | input | missing_required_parameter",
                "{\"model\":\"gpt-4\",\"input\":7} | 400 | input | invalid_type",
                "{\"model\":\"gpt-4\",\"input\":[]} | 400 | input | empty_array",
                "{\"model\":\"gpt-4\",\"input\":[{\"role\":\"user\"}]} | 400 | input[0].content | missing_required_parameter",
                "{\"model\":\"gpt-4\",\"input\":\"x\",\"max_output_tokens\":0} | 400 | max_output_tokens | integer_below_min_value"
            })
    void refusesToRespondAsTheRealOneDoes(String body, int status, String param, String code) throws IOException {
        requireError(respond(body), status, param, code);
    }

    @Test
    void listsModels() throws IOException {
        JsonNode list = Answer.of(upstream.models(KEY)).json();

        assertThat(list.path("object").asText()).isEqualTo("list");
        assertThat(list.at("/data/0").toString())
                .isEqualTo("{\"id\":\"gpt-4\",\"object\":\"model\",\"created\":1735689600,\"owned_by\":\"openai\"}");
        assertThat(list.path("data").findValuesAsText("id"))
                .contains("gpt-4o", "gpt-3.5-turbo", "text-embedding-3-small", "claude-3-5-sonnet-20241022", "sandbox");
        assertThat(Answer.of(upstream.model(KEY, "gpt-4")).json()).isEqualTo(list.at("/data/0"));
        requireError(Answer.of(upstream.model(KEY, "llama")), 404, null, "model_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-9", "o1", "o3-mini", "o4-mini", "text-embedding-x", "claude-x", "sandbox"})
    void knowsModelsByTheBeginningOfTheirName(String model) throws IOException {
        assertThat(Answer.of(upstream.model(KEY, model)).head().status()).isEqualTo(200);
    }

    @Test
    void showsWhatElseArrived() throws IOException {
        byte[] body = bytes("{\"prompt\":\"A gate\"}");
        Answer answer = Answer.of(upstream.anything(KEY, "POST", "images/generations", "a=b&c", body));

        assertThat(answer.text())
                .isEqualTo("{\"object\":\"sandbox.echo\",\"method\":\"POST\",\"path\":\"/v1/images/generations\","
                        + "\"query\":\"a=b&c\",\"body_length\":19}");
        Answer form = Answer.of(upstream.anything(KEY, "POST", "audio/transcriptions", null, new byte[] {1, 2}));
        assertThat(form.json().path("body_length").asInt()).isEqualTo(2);
        byte[] trouble = bytes("{\"model\":\"sandbox-403\"}");
        assertThat(Answer.of(upstream.anything(KEY, "POST", "files", null, trouble))
                        .head()
                        .status())
                .isEqualTo(403);
    }

    @Test
    void answersClaudesMessages() throws IOException {
        byte[] body = bytes("""
                {"model":"claude-x","max_tokens":9,"messages":[{"role":"user","content":"Hello!"}]}""");

        JsonNode message = Answer.of(upstream.messages(KEY, "2023-06-01", body)).json();
        assertThat(message.path("type").asText()).isEqualTo("message");
        assertThat(Answer.of(upstream.countTokens(KEY, "2023-06-01", body))
                        .json()
                        .path("input_tokens"))
                .isEqualTo(message.at("/usage/input_tokens"));
        assertThat(Answer.of(upstream.messages("other", "2023-06-01", body))
                        .head()
                        .status())
                .isEqualTo(401);
    }

    @Test
    void wantsItsKey() throws IOException {
        byte[] body = bytes("{\"model\":\"gpt-4\",\"input\":\"x\"}");

        for (String key : List.of("", "other")) {
            requireError(Answer.of(upstream.chatCompletions(key, body)), 401, null, "invalid_api_key");
            requireError(Answer.of(upstream.completions(key, body)), 401, null, "invalid_api_key");
            requireError(Answer.of(upstream.responses(key, body)), 401, null, "invalid_api_key");
            requireError(Answer.of(upstream.embeddings(key, body)), 401, null, "invalid_api_key");
            requireError(Answer.of(upstream.models(key)), 401, null, "invalid_api_key");
            requireError(Answer.of(upstream.model(key, "gpt-4")), 401, null, "invalid_api_key");
            requireError(Answer.of(upstream.anything(key, "GET", "files", null, body)), 401, null, "invalid_api_key");
        }
        UpstreamSandbox open = new UpstreamSandbox("", Clock.systemUTC());
        assertThat(open.models("other").status()).isEqualTo(200);
        assertThat(open.models("").status()).isEqualTo(401);
    }

    private static void requireError(Answer answer, int status, @Nullable String param, @Nullable String code)
            throws IOException {
        JsonNode error = answer.json().path("error");
        assertThat(answer.head().status()).isEqualTo(status);
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.path("param").textValue()).isEqualTo(param);
        assertThat(error.path("code").textValue()).isEqualTo(code);
    }

    private Answer complete(String body) throws IOException {
        return Answer.of(upstream.completions(KEY, bytes(body)));
    }

    private Answer respond(String body) throws IOException {
        return Answer.of(upstream.responses(KEY, bytes(body)));
    }

    private Answer embed(String body) throws IOException {
        return Answer.of(upstream.embeddings(KEY, bytes(body)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
