package dev.tollgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.OpenAiSdk;
import dev.tollgate.testing.UpstreamStandIn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenAI's own SDK takes the stand-in for OpenAI. */
class OpenAiSdkStandInTest {

    private static UpstreamStandIn upstream;
    private static OpenAiSdk sdk;

    @BeforeAll
    static void start() {
        OpenAiSdk peer = OpenAiSdk.require();
        upstream = UpstreamStandIn.start();
        sdk = peer.against(upstream.url() + "/v1");
    }

    @AfterAll
    static void stop() {
        if (upstream != null) {
            upstream.close();
        }
    }

    @Test
    void readsACompletionAndAStreamOfTheSameText() throws Exception {
        JsonNode completion = sdk.run("chat.mjs").path("completion");
        JsonNode stream = sdk.run("stream.mjs", "--usage");

        assertThat(completion.at("/choices/0/message/content").asText()).startsWith("You wrote “Hello!”");
        assertThat(stream.path("text")).isEqualTo(completion.at("/choices/0/message/content"));
        assertThat(stream.path("usage")).isEqualTo(completion.path("usage"));
        assertThat(stream.path("finishReason").asText()).isEqualTo("stop");
        assertThat(stream.path("error").isNull()).isTrue();
    }

    @Test
    void seesAUsageChunkOnlyWhereItAsksForOne() throws Exception {
        JsonNode without = sdk.run("stream.mjs", "--model", "sandbox-events-2");
        JsonNode with = sdk.run("stream.mjs", "--model", "sandbox-events-2", "--usage");

        assertThat(without.path("usageSeen").asBoolean(true)).isFalse();
        assertThat(without.path("chunks").asInt()).isEqualTo(4);
        assertThat(with.path("usageSeen").asBoolean()).isTrue();
        assertThat(with.path("chunks").asInt()).isEqualTo(5);
    }

    @Test
    void callsAToolAndFollowsUp() throws Exception {
        JsonNode json = sdk.run("tools.mjs");
        JsonNode stream = sdk.run("tools.mjs", "--stream");

        assertThat(json.at("/call/name").asText()).isEqualTo("get_weather");
        assertThat(json.at("/call/arguments").toString()).isEqualTo("{\"city\":\"sandbox\",\"unit\":\"celsius\"}");
        assertThat(json.path("finishReason").asText()).isEqualTo("tool_calls");
        assertThat(json.at("/answer/text").asText()).startsWith("You wrote “Sunny, 21 degrees”");
        assertThat(stream.at("/call/arguments")).isEqualTo(json.at("/call/arguments"));
        assertThat(stream.path("answer")).isEqualTo(json.path("answer"));
    }

    @Test
    void readsAResponseAndItsEvents() throws Exception {
        JsonNode json = sdk.run("responses.mjs");
        JsonNode stream = sdk.run("responses.mjs", "--stream");

        assertThat(json.path("text").asText()).startsWith("You wrote “Hello!”");
        assertThat(stream.path("text")).isEqualTo(json.path("text"));
        assertThat(stream.at("/response/usage")).isEqualTo(json.at("/response/usage"));
        assertThat(stream.path("events").get(stream.path("events").size() - 1).asText())
                .isEqualTo("response.completed");
    }

    @Test
    void readsCompletions() throws Exception {
        JsonNode json = sdk.run("completions.mjs");
        JsonNode stream = sdk.run("completions.mjs", "--stream", "--usage");

        assertThat(stream.path("text")).isEqualTo(json.at("/completion/choices/0/text"));
        assertThat(stream.path("usage")).isEqualTo(json.at("/completion/usage"));
    }

    @Test
    void readsEmbeddingsInBothFormats() throws Exception {
        JsonNode decoded = sdk.run("embeddings.mjs");
        JsonNode floats = sdk.run("embeddings.mjs", "--format", "float");

        assertThat(decoded.at("/data/0/embedding")).hasSize(16);
        for (int i = 0; i < 16; i++) {
            assertThat(decoded.at("/data/1/embedding/" + i).floatValue())
                    .isEqualTo(floats.at("/data/1/embedding/" + i).floatValue());
        }
    }

    @Test
    void readsModels() throws Exception {
        JsonNode models = sdk.run("models.mjs");

        assertThat(models.path("ids").toString()).contains("gpt-4o-mini", "claude-3-5-sonnet-20241022");
        assertThat(models.at("/model/owned_by").asText()).isEqualTo("openai");
    }

    @Test
    void abortsAStream() throws Exception {
        JsonNode result = sdk.run("abort.mjs", "--model", "sandbox-events-50-every-20ms");

        assertThat(result.toString()).isEqualTo("{\"chunks\":3,\"aborted\":true}");
    }

    @Test
    void readsErrorsAsItsOwnClasses() throws Exception {
        assertThat(error("sandbox-400")).isEqualTo("BadRequestError 400 null invalid_request_error");
        assertThat(error("sandbox-401")).isEqualTo("AuthenticationError 401 invalid_api_key invalid_request_error");
        assertThat(error("sandbox-403")).isEqualTo("PermissionDeniedError 403 null request_forbidden");
        assertThat(error("llama")).isEqualTo("NotFoundError 404 model_not_found invalid_request_error");
        assertThat(error("sandbox-422")).isEqualTo("UnprocessableEntityError 422 null invalid_request_error");
        assertThat(error("sandbox-429")).isEqualTo("RateLimitError 429 rate_limit_exceeded requests");
        assertThat(error("sandbox-500")).isEqualTo("InternalServerError 500 null server_error");
        assertThat(error("sandbox-cut")).isEqualTo("APIConnectionError null null null");
    }

    @Test
    void readsTheHeadersOfAnError() throws Exception {
        JsonNode error = sdk.run("chat.mjs", "--model", "sandbox-429").path("error");

        assertThat(error.path("retryAfter").asText()).isEqualTo("7");
        assertThat(error.path("requestId").asText()).startsWith("req_sandbox");
    }

    @Test
    void readsAnErrorInTheMiddleOfAStream() throws Exception {
        JsonNode chat = sdk.run("stream.mjs", "--model", "sandbox-error-after-3");
        assertThat(chat.path("chunks").asInt()).isEqualTo(3);
        assertThat(chat.at("/error/class").asText()).isEqualTo("APIError");
        assertThat(chat.at("/error/type").asText()).isEqualTo("server_error");

        JsonNode response = sdk.run("responses.mjs", "--stream", "--model", "sandbox-error-after-3");
        assertThat(response.path("events").get(3).asText()).isEqualTo("response.failed");
        assertThat(response.at("/response/status").asText()).isEqualTo("failed");
    }

    private static String error(String model) throws Exception {
        JsonNode error = sdk.run("chat.mjs", "--model", model).path("error");
        return error.path("class").asText()
                + " " + error.path("status").asText()
                + " " + error.path("code").asText()
                + " " + error.path("type").asText();
    }
}
