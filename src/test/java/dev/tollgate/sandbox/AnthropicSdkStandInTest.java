package dev.tollgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.AnthropicSdk;
import dev.tollgate.testing.ClaudeStandIn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Anthropic's own SDK takes the stand-in for Claude. */
class AnthropicSdkStandInTest {

    private static ClaudeStandIn claude;
    private static AnthropicSdk sdk;

    @BeforeAll
    static void start() {
        AnthropicSdk peer = AnthropicSdk.require();
        claude = ClaudeStandIn.start();
        sdk = peer.against("http://127.0.0.1:" + claude.port());
    }

    @AfterAll
    static void stop() {
        if (claude != null) {
            claude.close();
        }
    }

    @Test
    void readsAMessageAndAStreamOfTheSameText() throws Exception {
        JsonNode message = sdk.run("create.mjs").path("message");
        JsonNode stream = sdk.run("stream.mjs");

        assertThat(message.at("/content/0/text").asText()).startsWith("You wrote “Hello!”");
        assertThat(stream.path("finalMessage").path("content")).isEqualTo(message.path("content"));
        assertThat(stream.path("finalMessage").path("usage")).isEqualTo(message.path("usage"));
        assertThat(stream.path("text")).isEqualTo(message.at("/content/0/text"));
    }

    @Test
    void readsCountsAndModels() throws Exception {
        JsonNode result = sdk.run("count.mjs");

        assertThat(result.path("inputTokens").asInt()).isGreaterThan(0);
        assertThat(result.path("models").toString()).contains("claude-3-5-sonnet-20241022");
    }

    @Test
    void readsErrorsAsItsOwnClasses() throws Exception {
        assertThat(error("sandbox-402")).isEqualTo("PaymentRequiredError 402 billing_error");
        assertThat(error("sandbox-429")).isEqualTo("RateLimitError 429 rate_limit_error");
        assertThat(error("sandbox-529")).isEqualTo("OverloadedError 529 overloaded_error");
        assertThat(error("gpt-4o")).isEqualTo("NotFoundError 404 not_found_error");
        assertThat(error("sandbox-cut")).isEqualTo("APIConnectionError null null");
    }

    @Test
    void readsAnErrorInTheMiddleOfAStream() throws Exception {
        JsonNode result = sdk.run("broken-stream.mjs", "--model", "sandbox-error-after-4");

        assertThat(result.path("events")).hasSize(3); // the SDK keeps the ping to itself
        assertThat(result.at("/error/type").asText()).isEqualTo("overloaded_error");
    }

    private static String error(String model) throws Exception {
        JsonNode error = sdk.run("create.mjs", "--model", model).path("error");
        return error.path("class").asText()
                + " " + error.path("status").asText()
                + " " + error.path("type").asText();
    }
}
