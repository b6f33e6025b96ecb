package dev.tollgate.apihub;

import static dev.tollgate.apihub.Proxy.price;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.apihub.Proxy.Call;
import dev.tollgate.apihub.Proxy.Client;
import dev.tollgate.testing.OpenAiSdk;
import java.math.BigInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** OpenAI's official SDK, with nothing set but its base URL and a user's key. */
class ProxySdkTest {

    private static final BigInteger FUNDS = BigInteger.valueOf(10_000_000);

    private static Proxy proxy;
    private static OpenAiSdk sdk;

    private Client client;

    @BeforeAll
    static void start() {
        OpenAiSdk peer = OpenAiSdk.require();
        proxy = Proxy.shared();
        sdk = peer.against(proxy.gateway().url() + "/v1");
    }

    @BeforeEach
    void newUser() {
        client = proxy.client("10", "");
    }

    @Test
    void readsACompletionAndPaysForIt() throws Exception {
        JsonNode completion = run(client, "chat.mjs").path("completion");

        assertThat(completion.at("/choices/0/message/content").asText()).startsWith("You wrote “Hello!”");
        assertPaid(completion.path("usage"));
    }

    @Test
    void readsAStreamAndPaysForIt() throws Exception {
        JsonNode stream = run(client, "stream.mjs", "--usage");

        assertThat(stream.path("error").isNull()).isTrue();
        assertThat(stream.path("text").asText()).startsWith("You wrote “Hello!”");
        assertThat(stream.path("finishReason").asText()).isEqualTo("stop");
        assertThat(stream.path("usageSeen").asBoolean()).isTrue();
        assertPaid(stream.path("usage"));
    }

    @Test
    void paysForAStreamWhoseUsageItDoesNotAskFor() throws Exception {
        Client other = proxy.client("10", "");
        JsonNode usage = run(other, "stream.mjs", "--usage").path("usage");

        JsonNode stream = run(client, "stream.mjs");

        assertThat(stream.path("error").isNull()).isTrue();
        assertThat(stream.path("usageSeen").asBoolean(true)).isFalse();
        assertPaid(usage);
    }

    @Test
    void callsAToolAndFollowsUp() throws Exception {
        JsonNode json = run(client, "tools.mjs");
        JsonNode stream = run(client, "tools.mjs", "--stream", "--usage");

        assertThat(json.at("/call/name").asText()).isEqualTo("get_weather");
        assertThat(json.at("/call/arguments").toString()).isEqualTo("{\"city\":\"sandbox\",\"unit\":\"celsius\"}");
        assertThat(json.path("finishReason").asText()).isEqualTo("tool_calls");
        assertThat(json.at("/answer/text").asText()).startsWith("You wrote “Sunny, 21 degrees”");
        assertThat(stream.at("/call/arguments")).isEqualTo(json.at("/call/arguments"));
        assertThat(stream.path("answer")).isEqualTo(json.path("answer"));
        assertThat(chargedTo(client, 4)).isEqualTo(FUNDS.subtract(proxy.balance(client.user())));
        assertThat(count("key_id = ? AND outcome = 'ok' AND input_tokens = " + json.at("/usage/prompt_tokens")
                        + " AND output_tokens = " + json.at("/usage/completion_tokens")))
                .isEqualTo(2);
    }

    @Test
    void readsAResponseAndItsEvents() throws Exception {
        JsonNode json = run(client, "responses.mjs");
        Client streaming = proxy.client("10", "");
        JsonNode stream = run(streaming, "responses.mjs", "--stream");

        assertThat(json.path("text").asText()).startsWith("You wrote “Hello!”");
        assertThat(stream.path("text")).isEqualTo(json.path("text"));
        assertThat(stream.path("events").get(stream.path("events").size() - 1).asText())
                .isEqualTo("response.completed");
        BigInteger paid = FUNDS.subtract(proxy.balance(client.user()));
        assertThat(paid)
                .isEqualTo(price(
                        stream.at("/response/usage/input_tokens").asLong(),
                        0,
                        stream.at("/response/usage/output_tokens").asLong()));
        assertThat(proxy.call(streaming).charge()).isEqualTo(paid);
    }

    @Test
    void readsCompletions() throws Exception {
        JsonNode json = run(client, "completions.mjs");
        assertPaid(json.at("/completion/usage"));

        JsonNode stream = run(client, "completions.mjs", "--stream", "--usage");

        assertThat(stream.path("text")).isEqualTo(json.at("/completion/choices/0/text"));
        assertThat(stream.path("usage")).isEqualTo(json.at("/completion/usage"));
    }

    @Test
    void readsEmbeddingsInBothFormats() throws Exception {
        JsonNode decoded = run(client, "embeddings.mjs");
        Call call = proxy.call(client);
        JsonNode floats = run(client, "embeddings.mjs", "--format", "float");

        assertThat(decoded.at("/data/0/embedding")).hasSize(16);
        for (int i = 0; i < 16; i++) {
            assertThat(decoded.at("/data/1/embedding/" + i).floatValue())
                    .isEqualTo(floats.at("/data/1/embedding/" + i).floatValue());
        }
        assertThat(call.input()).isEqualTo(decoded.at("/usage/prompt_tokens").asLong());
        assertThat(call.charge()).isEqualTo(price(call.input(), 0, 0));
    }

    @Test
    void readsTheModelsOfTheKey() throws Exception {
        JsonNode models = sdk.run("models.mjs", "--key", client.key());
        Client some = proxy.client("1", "\"allowed_models\": [\"gpt-4o\"]");
        JsonNode cut = sdk.run("models.mjs", "--key", some.key());

        assertThat(models.path("ids").toString()).contains("gpt-4o-mini", "claude-3-5-sonnet-20241022");
        assertThat(cut.path("ids").toString()).isEqualTo("[\"gpt-4o\"]");
        assertThat(cut.at("/model/owned_by").asText()).isEqualTo("openai");
        JsonNode missing = sdk.run("models.mjs", "--key", some.key(), "--model", "gpt-4");
        assertThat(error(missing)).isEqualTo("NotFoundError 404 model_not_found invalid_request_error");
        assertThat(proxy.balance(client.user())).isEqualTo(FUNDS);
    }

    @Test
    void anAbortedStreamIsPaidAsFarAsItCame() throws Exception {
        JsonNode result = sdk.run(
                "abort.mjs", "--key", client.key(), "--model", "sandbox-events-500-every-20ms", "--after", "20");

        assertThat(result.toString()).isEqualTo("{\"chunks\":20,\"aborted\":true}");
        Call call = proxy.call(client);
        assertThat(call.outcome()).isEqualTo("client_abort");
        assertThat(call.output()).isBetween(10L, 300L);
        assertThat(call.charge()).isEqualTo(price(call.input(), 0, call.output()));
        assertThat(proxy.balance(client.user())).isEqualTo(FUNDS.subtract(call.charge()));
    }

    @Test
    void itsErrorClassesTellWhatIsWrong() throws Exception {
        Client gpt4 = proxy.client(client.user(), "\"allowed_models\": [\"gpt-4\"]");
        Client few = proxy.client(client.user(), "\"token_limit\": 10");
        Client poor = proxy.client("0.0001", "");

        assertThat(error(sdk.run("chat.mjs", "--key", "ahg_" + "A".repeat(43))))
                .isEqualTo("AuthenticationError 401 invalid_api_key invalid_request_error");
        assertThat(error(sdk.run("chat.mjs", "--key", gpt4.key(), "--model", "gpt-4o")))
                .isEqualTo("PermissionDeniedError 403 model_not_found invalid_request_error");
        assertThat(error(run(few, "chat.mjs"))).isEqualTo("RateLimitError 429 insufficient_quota insufficient_quota");
        assertThat(error(run(poor, "chat.mjs"))).isEqualTo("APIError 402 insufficient_quota insufficient_quota");
        assertThat(error(run(client, "chat.mjs", "--choices", "0"))).startsWith("BadRequestError 400 ");
        assertThat(error(sdk.run("chat.mjs", "--key", client.key(), "--model", "sandbox-400")))
                .isEqualTo("BadRequestError 400 null invalid_request_error");
        assertThat(error(sdk.run("chat.mjs", "--key", client.key(), "--model", "sandbox-404")))
                .isEqualTo("NotFoundError 404 model_not_found invalid_request_error");
        assertThat(error(sdk.run("chat.mjs", "--key", client.key(), "--model", "sandbox-422")))
                .isEqualTo("UnprocessableEntityError 422 null invalid_request_error");
        assertThat(error(sdk.run("chat.mjs", "--key", client.key(), "--model", "sandbox-500")))
                .isEqualTo("InternalServerError 502 upstream_error server_error");
        assertThat(error(sdk.run("chat.mjs", "--key", client.key(), "--model", "sandbox-401")))
                .isEqualTo("InternalServerError 502 upstream_refused_us server_error");
        assertThat(proxy.balance(client.user())).isEqualTo(FUNDS);
    }

    @Test
    void theMinutesLimitIsARateLimitErrorWithATime() throws Exception {
        Client limited = proxy.client(client.user(), "\"rate_limit\": 1");

        JsonNode answer = run(limited, "chat.mjs");
        for (int i = 0; i < 3 && answer.path("error").isMissingNode(); i++) { // another minute may begin
            answer = run(limited, "chat.mjs");
        }

        assertThat(error(answer)).isEqualTo("RateLimitError 429 rate_limit_exceeded rate_limit_error");
        assertThat(answer.at("/error/retryAfter").asInt()).isBetween(1, 60);
    }

    @Test
    void anUpstreamThatBreaksOffIsAnErrorOfTheStream() throws Exception {
        JsonNode cut = sdk.run("stream.mjs", "--key", client.key(), "--model", "sandbox-events-8-cut-after-4");

        assertThat(cut.path("chunks").asInt()).isEqualTo(4);
        assertThat(cut.at("/error/class").asText()).isEqualTo("APIError");
        assertThat(cut.at("/error/code").asText()).isEqualTo("upstream_error");
        Client responses = proxy.client(client.user(), "");
        JsonNode response = sdk.run(
                "responses.mjs", "--stream", "--key", responses.key(), "--model", "sandbox-events-8-cut-after-6");
        assertThat(response.at("/error/code").asText()).isEqualTo("upstream_error");
        assertThat(proxy.call(responses).outcome()).isEqualTo("upstream_error");
    }

    /** With the model whose prices are whole. */
    private static JsonNode run(Client as, String script, String... options) throws Exception {
        String[] all = new String[options.length + 4];
        System.arraycopy(options, 0, all, 4, options.length);
        System.arraycopy(new String[] {"--key", as.key(), "--model", Proxy.MODEL}, 0, all, 0, 4);
        return sdk.run(script, all);
    }

    private void assertPaid(JsonNode usage) {
        BigInteger charge = price(
                usage.path("prompt_tokens").asLong(),
                0,
                usage.path("completion_tokens").asLong());
        assertThat(charge).isPositive();
        Call call = proxy.call(client);
        assertThat(call.outcome()).isEqualTo("ok");
        assertThat(call.charge()).isEqualTo(charge);
        assertThat(proxy.balance(client.user())).isEqualTo(FUNDS.subtract(charge));
    }

    private static BigInteger chargedTo(Client client, int calls) {
        Awaitility.await()
                .until(() -> proxy.key(client).path("request_count").asInt() == calls
                        && proxy.openHolds(client.user()) == 0);
        return Proxy.units(proxy.key(client).path("quota_used").decimalValue());
    }

    private long count(String condition) {
        return proxy.gateway()
                .jdbc()
                .sql("SELECT count(*) FROM usage WHERE " + condition)
                .param(client.keyId())
                .query(Long.class)
                .single();
    }

    private static String error(JsonNode result) {
        JsonNode error = result.path("error");
        return error.path("class").asText()
                + " " + error.path("status").asText()
                + " " + error.path("code").asText()
                + " " + error.path("type").asText();
    }
}
