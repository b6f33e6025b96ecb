package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.ReceivedRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every example of document 1 that needs no chain, in its order, over HTTP. Those with one are {@link
 * DocumentChainExamplesTest}'s.
 */
class DocumentExamplesTest {

    private static final ClaudeStandIn CLAUDE = ClaudeStandIn.start();
    private static final String TRANSIT = "0x7011647e000000000000000000000000000000bb";
    private static final Gateway GATEWAY = Gateway.start(Map.of(
            "CLAUDE_BACKEND_URL",
            CLAUDE.messagesUrl().toString(),
            "CLAUDE_REQUEST_TIMEOUT",
            "2",
            "TRANSIT_WALLET_ADDRESS",
            TRANSIT));

    private static final String USER = "0x用户地址";
    private static final DocumentExample QUOTE_REQUEST = DocumentExample.of("""
            {
              "user_address": "0x用户地址",
              "amount": "1.0",
              "client_type": "mcp"
            }
            """);
    private static final DocumentExample QUOTE = DocumentExample.of("""
            {
              "price_wei": "1000000000000000000",
              "chain_id": 1337,
              "token": "MON",
              "pay_to": "0xTransitWallet",
              "description": "Recharge MON balance via x402"
            }
            """);
    private static final DocumentExample RECHARGE_REQUEST = DocumentExample.of("""
            {
              "user_address": "0x用户地址",
              "amount": "1.0",
              "client_type": "x402-gateway"
            }
            """);
    private static final DocumentExample RECHARGE = DocumentExample.of("""
            {
              "success": true
            }
            """);
    private static final DocumentExample BALANCE_REQUEST = DocumentExample.of("""
            {
              "user_address": "0x用户地址"
            }
            """);
    private static final DocumentExample BALANCE = DocumentExample.of("""
            {
              "user_address": "0x用户地址",
              "balance": "1000000000000000000",
              "balance_mon": "1.0"
            }
            """);
    private static final DocumentExample MESSAGE = DocumentExample.of("""
            {
              "model": "claude-3-5-sonnet-20241022",
              "max_tokens": 4096,
              "messages": [
                {
                  "role": "user",
                  "content": "Hello!"
                }
              ],
              "stream": false,
              "temperature": 1.0,
              "system": "You are a helpful assistant"
            }
            """);

    /** With the document's own balance of 0.5 there is enough; with 0.04 there isn't. */
    private static final DocumentExample PAYMENT_REQUIRED =
            DocumentExample.of("""
            {
              "error": "payment_required",
              "message": "Insufficient MON balance",
              "current_balance_mon": "0.5",
              "required_mon": "0.049152"
            }
            """).with("\"0.5\"", "\"0.04\"");

    private static final DocumentExample TIMEOUT = DocumentExample.of("""
            {
              "detail": "Backend service error: Connection timeout"
            }
            """);
    private static final DocumentExample NOT_CONFIGURED = DocumentExample.of("""
            {
              "detail": "Claude backend not configured"
            }
            """);
    private static final String CURL_BODY = """
            {
                "model": "claude-3-5-sonnet-20241022",
                "max_tokens": 1024,
                "messages": [{"role": "user", "content": "你好"}]
              }""";
    private static final String CURL_STREAM_BODY = """
            {
                "model": "claude-3-5-sonnet-20241022",
                "max_tokens": 1024,
                "messages": [{"role": "user", "content": "你好"}],
                "stream": true
              }""";

    private final String wallet = Gateway.newWallet();

    @BeforeEach
    void forget() {
        CLAUDE.forget();
    }

    @AfterAll
    static void stop() {
        GATEWAY.close();
        CLAUDE.close();
    }

    @Test
    void quote() {
        HttpResponse<String> answer = GATEWAY.post(
                "/api/v1/x402/quote", QUOTE_REQUEST.with(USER, wallet).text());

        QUOTE.with("0xTransitWallet", TRANSIT).requireAnsweredBy(answer, 200);
    }

    @Test
    void recharge() {
        HttpResponse<String> answer = rechargeOne();

        RECHARGE.requireAnsweredBy(answer, 200);
    }

    @Test
    void balanceByPost() {
        rechargeOne();

        HttpResponse<String> answer = GATEWAY.post(
                "/api/v1/balance", BALANCE_REQUEST.with(USER, wallet).text());

        BALANCE.with(USER, wallet).requireAnsweredBy(answer, 200);
    }

    @Test
    void balanceByGet() {
        rechargeOne();

        HttpResponse<String> answer = GATEWAY.get("/api/v1/balance/" + wallet);

        BALANCE.with(USER, wallet).requireAnsweredBy(answer, 200);
    }

    @Test
    void balanceOfAnAddressInAnyCaseIsTheSame() {
        rechargeOne();
        String shouted = "0x" + wallet.substring(2).toUpperCase(java.util.Locale.ROOT);

        BALANCE.with(USER, wallet).requireAnsweredBy(GATEWAY.get("/api/v1/balance/" + shouted), 200);
    }

    @Test
    void balanceOfAnUnknownAddressIsZero() {
        DocumentExample zero = BALANCE.with(USER, wallet)
                .with("\"1000000000000000000\"", "\"0\"")
                .with("\"1.0\"", "\"0.0\"");

        zero.requireAnsweredBy(GATEWAY.get("/api/v1/balance/" + wallet), 200);
    }

    @Test
    void balanceIsAPlainDecimalWithoutTrailingZeros() {
        GATEWAY.recharge(wallet, "0.049152000");
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.049152");

        GATEWAY.recharge(wallet, "0.000000000000000001");
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.049152000000000001");

        GATEWAY.recharge(wallet, "123456789012345678901234567890");
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("123456789012345678901234567890.049152000000000001");
    }

    @Test
    void aMessageIsForwardedAndAnsweredWhole() {
        GATEWAY.recharge(wallet, "1.0");

        HttpResponse<String> answer = ask(MESSAGE.text());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Gateway.json(answer).path("type").asText()).isEqualTo("message");
        assertThat(Gateway.json(answer).path("model").asText()).isEqualTo("claude-3-5-sonnet-20241022");
        assertThat(CLAUDE.takeRequest().text()).isEqualTo(MESSAGE.text());
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.950848");
    }

    @Test
    void tooLittleMoney() {
        GATEWAY.recharge(wallet, "0.04");

        HttpResponse<String> answer = ask(MESSAGE.text());

        PAYMENT_REQUIRED.requireAnsweredBy(answer, 402);
        assertThat(CLAUDE.requests()).isEmpty();
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.04");
    }

    @Test
    void aBackendThatDoesNotAnswer() {
        GATEWAY.recharge(wallet, "1.0");
        CLAUDE.next(ClaudeStandIn.rawThenSilence(""));

        HttpResponse<String> answer = ask(MESSAGE.text());

        TIMEOUT.requireAnsweredBy(answer, 503);
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("1.0");
    }

    @Test
    void aBackendThatIsNotConfigured() {
        try (Gateway without = Gateway.start(Map.of("CLAUDE_BACKEND_URL", ""))) {
            without.recharge(wallet, "1.0");

            HttpResponse<String> answer =
                    without.post("/api/v1/claude/messages", MESSAGE.text(), "X-User-Address", wallet);

            NOT_CONFIGURED.requireAnsweredBy(answer, 500);
            assertThat(without.balanceMon(wallet)).isEqualTo("1.0");
        }
    }

    @Test
    void curlWithoutAStream() {
        GATEWAY.recharge(wallet, "1.0");

        HttpResponse<String> answer = ask(CURL_BODY);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(Gateway.json(answer).path("type").asText()).isEqualTo("message");
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.987712"); // 1024 x 1.2 / 100,000 MON less
    }

    @Test
    void curlWithAStream() {
        GATEWAY.recharge(wallet, "1.0");

        HttpResponse<String> answer = GATEWAY.post(
                "/api/v1/claude/messages",
                CURL_STREAM_BODY,
                "X-User-Address",
                wallet,
                "anthropic-beta",
                "a-2025-01-01");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream;charset=utf-8");
        assertThat(answer.body()).startsWith("event: message_start\n").contains("event: message_stop\n");
        ReceivedRequest received = CLAUDE.takeRequest();
        assertThat(received.text()).isEqualTo(CURL_STREAM_BODY);
        assertThat(received.header("anthropic-beta")).hasValue("a-2025-01-01");
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.987712");
    }

    private HttpResponse<String> rechargeOne() {
        return GATEWAY.post(
                "/internal/recharge", RECHARGE_REQUEST.with(USER, wallet).text());
    }

    private HttpResponse<String> ask(String body) {
        return GATEWAY.post("/api/v1/claude/messages", body, "X-User-Address", wallet);
    }
}
