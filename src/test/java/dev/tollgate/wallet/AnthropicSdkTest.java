package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.AnthropicSdk;
import dev.tollgate.testing.SandboxApplication;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official SDK, with nothing set but its base URL and a header, buys Claude calls for MON. */
class AnthropicSdkTest {

    private static final String RICH = "0x00000000000000000000000000000000000a11ce";
    private static final String POOR = "0x0000000000000000000000000000000000000b0b";
    private static final BigDecimal PRICE_OF_1024 = new BigDecimal("0.012288");

    @TempDir
    private static Path dataDir;

    private static SandboxApplication application;
    private static AnthropicSdk sdk;

    @BeforeAll
    static void start() throws Exception {
        AnthropicSdk peer = AnthropicSdk.require();
        application = SandboxApplication.start(dataDir, Map.of());
        sdk = peer.against(application.url() + "/wallet");
        application.recharge(RICH, "10");
        application.recharge(POOR, "0.01");
    }

    @AfterAll
    static void stop() throws Exception {
        if (application != null) {
            application.close();
        }
    }

    @Test
    void createsAMessageAndPaysForIt() throws Exception {
        BigDecimal before = application.balance(RICH);
        JsonNode result = sdk.run("create.mjs", "--address", RICH);

        assertThat(result.at("/message/content/0/text").asText()).startsWith("You wrote “Hello!”");
        assertThat(result.at("/message/usage/output_tokens").asInt()).isGreaterThan(10);
        assertThat(result.path("requestId").asText()).startsWith("req_sandbox");
        assertThat(before.subtract(application.balance(RICH))).isEqualByComparingTo(PRICE_OF_1024);
    }

    @Test
    void streamsAMessageAndPaysForIt() throws Exception {
        BigDecimal before = application.balance(RICH);
        JsonNode result = sdk.run("stream.mjs", "--address", RICH, "--model", "sandbox-events-20-every-10ms");

        JsonNode message = result.path("finalMessage");
        assertThat(message.path("stop_reason").asText()).isEqualTo("end_turn");
        assertThat(message.at("/usage/output_tokens").asInt()).isEqualTo(20);
        assertThat(message.at("/content/0/text")).isEqualTo(result.path("text"));
        assertThat(result.path("events")).hasSize(20 + 5); // the SDK keeps the ping to itself
        assertThat(before.subtract(application.balance(RICH))).isEqualByComparingTo(PRICE_OF_1024);
    }

    @Test
    void anEmptyWalletIsABillingErrorWithTheDocumentsFields() throws Exception {
        JsonNode error = sdk.run("create.mjs", "--address", POOR).path("error");

        assertThat(error.path("class").asText()).isEqualTo("PaymentRequiredError");
        assertThat(error.path("status").asInt()).isEqualTo(402);
        assertThat(error.path("type").asText()).isEqualTo("billing_error");
        assertThat(error.at("/body/error/message").asText()).isEqualTo("Insufficient MON balance");
        assertThat(error.at("/body/current_balance_mon").asText()).isEqualTo("0.01");
        assertThat(error.at("/body/required_mon").asText()).isEqualTo("0.012288");
        assertThat(application.balance(POOR)).isEqualByComparingTo("0.01");
    }

    @Test
    void aWrongRequestIsABadRequest() throws Exception {
        JsonNode error =
                sdk.run("create.mjs", "--address", RICH, "--max-tokens", "8193").path("error");

        assertThat(error.path("class").asText()).isEqualTo("BadRequestError");
        assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.at("/body/error/message").asText()).startsWith("max_tokens: ");
    }

    @Test
    void noAddressIsRefusedInTheSdksOwnTerms() throws Exception {
        JsonNode error = sdk.run("create.mjs").path("error");

        assertThat(error.path("status").asInt()).isBetween(400, 401);
        assertThat(error.path("type").asText()).isIn("invalid_request_error", "authentication_error");
    }

    @Test
    void theUpstreamsRateLimitIsTheClients() throws Exception {
        BigDecimal before = application.balance(RICH);
        JsonNode error = sdk.run("stream.mjs", "--address", RICH, "--model", "sandbox-429")
                .path("error");

        assertThat(error.path("class").asText()).isEqualTo("RateLimitError");
        assertThat(error.path("retryAfter").asText()).isEqualTo("7");
        assertThat(application.balance(RICH)).isEqualByComparingTo(before);
    }

    @Test
    void anOverloadedUpstreamIs503AndCostsNothing() throws Exception {
        BigDecimal before = application.balance(RICH);
        JsonNode error = sdk.run("create.mjs", "--address", RICH, "--model", "sandbox-529")
                .path("error");

        assertThat(error.path("status").asInt()).isEqualTo(503);
        assertThat(error.path("retryAfter").asText()).isEqualTo("7");
        assertThat(error.at("/body/error/message").asText()).isEqualTo("Backend service error: upstream answered 529");
        assertThat(application.balance(RICH)).isEqualByComparingTo(before);
    }

    @Test
    void anUpstreamThatDiesIsAnErrorOfTheStream() throws Exception {
        JsonNode result = sdk.run("broken-stream.mjs", "--address", RICH, "--model", "sandbox-cut-after-5");

        assertThat(result.path("events")).hasSize(4); // the SDK keeps the ping to itself
        assertThat(result.at("/error/class").asText()).isEqualTo("APIError");
        assertThat(result.at("/error/type").asText()).isEqualTo("api_error");
    }

    @Test
    void anAbortedStreamIsPaidForAndSettled() throws Exception {
        BigDecimal before = application.balance(RICH);
        JsonNode result =
                sdk.run("abort.mjs", "--address", RICH, "--model", "sandbox-events-200-every-50ms", "--after", "5");

        assertThat(result.path("aborted").asBoolean()).isTrue();
        assertThat(before.subtract(application.balance(RICH))).isEqualByComparingTo(PRICE_OF_1024);
        eventually(() -> assertThat(outcomes("client_abort")).isEqualTo(1));
        assertThat(application.metric("tollgate_ledger_holds_pending")).isZero();
    }

    private static long outcomes(String outcome) {
        return application
                .jdbc()
                .sql("select count(*) from usage where outcome = ?")
                .param(outcome)
                .query(Long.class)
                .single();
    }

    private static void eventually(Runnable assertion) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(8).toNanos(); // before the stream would end by itself
        while (System.nanoTime() < deadline) {
            try {
                assertion.run();
                return;
            } catch (AssertionError e) {
                Thread.sleep(100);
            }
        }
        assertThatCode(assertion::run).doesNotThrowAnyException();
    }
}
