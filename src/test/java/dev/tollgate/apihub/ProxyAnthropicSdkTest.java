package dev.tollgate.apihub;

import static dev.tollgate.apihub.Proxy.price;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.apihub.Proxy.Call;
import dev.tollgate.apihub.Proxy.Client;
import dev.tollgate.testing.AnthropicSdk;
import java.math.BigInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Anthropic's official SDK, with nothing set but its base URL and a user's key. */
class ProxyAnthropicSdkTest {

    private static final BigInteger FUNDS = BigInteger.valueOf(10_000_000);

    private static Proxy proxy;
    private static AnthropicSdk sdk;

    private Client client;

    @BeforeAll
    static void start() {
        AnthropicSdk peer = AnthropicSdk.require();
        proxy = Proxy.shared();
        sdk = peer.against(proxy.gateway().url());
    }

    @BeforeEach
    void newUser() {
        client = proxy.client("10", "");
    }

    @Test
    void createsAMessageAndPaysForIt() throws Exception {
        JsonNode message = sdk.run("create.mjs", "--key", client.key(), "--model", Proxy.MODEL)
                .path("message");

        assertThat(message.at("/content/0/text").asText()).startsWith("You wrote “Hello!”");
        assertPaid(message.path("usage"));
    }

    @Test
    void streamsAMessageAndPaysForIt() throws Exception {
        JsonNode result = sdk.run("stream.mjs", "--key", client.key(), "--model", "sandbox-events-20-every-10ms");

        JsonNode message = result.path("finalMessage");
        assertThat(message.path("stop_reason").asText()).isEqualTo("end_turn");
        assertThat(message.at("/content/0/text")).isEqualTo(result.path("text"));
        assertThat(message.at("/usage/output_tokens").asInt()).isEqualTo(20);
        assertPaid(message.path("usage"));
    }

    @Test
    void countsTokensAndListsModelsForNothing() throws Exception {
        JsonNode result = sdk.run("count.mjs", "--key", client.key(), "--model", Proxy.MODEL);

        assertThat(result.path("inputTokens").asInt()).isPositive();
        assertThat(result.path("models").toString()).contains("claude-3-5-sonnet-20241022");
        Call call = proxy.call(client);
        assertThat(call.path()).isEqualTo("/v1/messages/count_tokens");
        assertThat(call.model()).isEqualTo(Proxy.MODEL);
        assertThat(call.charge()).isZero();
        assertThat(proxy.balance(client.user())).isEqualTo(FUNDS);
    }

    @Test
    void listsTheKeysModelsAlone() throws Exception {
        Client some = proxy.client(
                client.user(), "\"allowed_models\": [\"claude-3-5-sonnet-20241022\", \"gpt-4o\", \"no-such-model\"]");

        JsonNode models = sdk.run("count.mjs", "--key", some.key()).path("models");

        assertThat(models)
                .extracting(JsonNode::asText)
                .containsExactlyInAnyOrder("claude-3-5-sonnet-20241022", "gpt-4o");
    }

    @Test
    void anAbortedStreamIsPaidAsFarAsItCame() throws Exception {
        JsonNode result = sdk.run(
                "abort.mjs", "--key", client.key(), "--model", "sandbox-events-200-every-50ms", "--after", "12");

        assertThat(result.path("aborted").asBoolean()).isTrue();
        Call call = proxy.call(client);
        assertThat(call.outcome()).isEqualTo("client_abort");
        assertThat(call.output()).isBetween(5L, 150L);
        assertThat(call.charge()).isEqualTo(price(call.input(), 0, call.output()));
        assertThat(proxy.balance(client.user())).isEqualTo(FUNDS.subtract(call.charge()));
    }

    @Test
    void anUpstreamThatDiesIsAnErrorOfTheStream() throws Exception {
        JsonNode result = sdk.run("broken-stream.mjs", "--key", client.key(), "--model", "sandbox-cut-after-5");

        assertThat(result.path("events")).hasSize(4); // the SDK keeps the ping to itself
        assertThat(result.at("/error/class").asText()).isEqualTo("APIError");
        assertThat(result.at("/error/type").asText()).isEqualTo("api_error");
        assertThat(proxy.call(client).outcome()).isEqualTo("upstream_error");
    }

    @Test
    void itsErrorClassesTellWhatIsWrong() throws Exception {
        Client gpt4 = proxy.client(client.user(), "\"allowed_models\": [\"gpt-4\"]");
        Client few = proxy.client(client.user(), "\"token_limit\": 10");
        Client poor = proxy.client("0.0001", "");

        assertThat(error("ahg_" + "A".repeat(43), Proxy.MODEL))
                .isEqualTo("AuthenticationError 401 authentication_error");
        assertThat(error(poor.key(), Proxy.MODEL)).isEqualTo("PaymentRequiredError 402 billing_error");
        assertThat(error(gpt4.key(), Proxy.MODEL)).isEqualTo("PermissionDeniedError 403 permission_error");
        assertThat(error(few.key(), Proxy.MODEL)).isEqualTo("RateLimitError 429 rate_limit_error");
        assertThat(error(client.key(), "sandbox-400")).isEqualTo("BadRequestError 400 invalid_request_error");
        assertThat(error(client.key(), "sandbox-404")).isEqualTo("NotFoundError 404 not_found_error");
        assertThat(error(client.key(), "sandbox-429")).isEqualTo("RateLimitError 429 rate_limit_error");
        assertThat(error(client.key(), "sandbox-500")).isEqualTo("InternalServerError 502 api_error");
        assertThat(error(client.key(), "sandbox-529")).isEqualTo("ServiceUnavailableError 503 overloaded_error");
        assertThat(error(client.key(), "sandbox-401")).isEqualTo("InternalServerError 502 api_error");
        assertThat(proxy.balance(client.user())).isEqualTo(FUNDS);
    }

    @Test
    void theMinutesLimitIsARateLimitErrorWithATime() throws Exception {
        Client limited = proxy.client(client.user(), "\"rate_limit\": 1");

        JsonNode answer = create(limited.key(), Proxy.MODEL);
        for (int i = 0; i < 3 && answer.path("error").isMissingNode(); i++) { // another minute may begin
            answer = create(limited.key(), Proxy.MODEL);
        }

        assertThat(answer.at("/error/class").asText()).isEqualTo("RateLimitError");
        assertThat(answer.at("/error/type").asText()).isEqualTo("rate_limit_error");
        assertThat(answer.at("/error/retryAfter").asInt()).isBetween(1, 60);
    }

    private void assertPaid(JsonNode usage) {
        Call call = proxy.call(client);
        assertThat(call.outcome()).isEqualTo("ok");
        assertThat(call.charge())
                .isPositive()
                .isEqualTo(price(
                        usage.path("input_tokens").asLong(),
                        0,
                        usage.path("output_tokens").asLong()));
        assertThat(proxy.balance(client.user())).isEqualTo(FUNDS.subtract(call.charge()));
    }

    private static String error(String key, String model) throws Exception {
        JsonNode error = create(key, model).path("error");
        return error.path("class").asText()
                + " " + error.path("status").asText()
                + " " + error.path("type").asText();
    }

    private static JsonNode create(String key, String model) throws Exception {
        return sdk.run("create.mjs", "--key", key, "--model", model);
    }
}
