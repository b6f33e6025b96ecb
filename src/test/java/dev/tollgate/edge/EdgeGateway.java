package dev.tollgate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.RawHttp;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The application for the edge's tests: with a wildcard below {@code /api}, a route that fails, and little patience. */
final class EdgeGateway {

    static final String WALLET = Gateway.newWallet();
    static final String JSON = "Content-Type: application/json\r\n";

    private static @Nullable EdgeGateway shared;

    private final ClaudeStandIn claude = ClaudeStandIn.start();
    private final Gateway gateway = Gateway.start(Map.of(
            "CLAUDE_BACKEND_URL", claude.messagesUrl().toString(),
            "camel.main.routes-include-pattern", "file:routes/**/*.camel.yaml,file:src/test/routes/edge/*.camel.yaml",
            "server.tomcat.connection-timeout", "3s"));

    private EdgeGateway() {
        gateway.recharge(WALLET, "1000");
    }

    /** For all tests of this JVM. */
    static synchronized EdgeGateway shared() {
        if (shared == null) {
            shared = new EdgeGateway();
        }
        return shared;
    }

    Gateway gateway() {
        return gateway;
    }

    ClaudeStandIn claude() {
        return claude;
    }

    String url() {
        return gateway.url();
    }

    RawHttp.Answer send(String method, String target, String headerLines, byte[] body) {
        return RawHttp.send(url(), RawHttp.request(method, target, headerLines, body));
    }

    RawHttp.Answer get(String target, String headerLines) {
        return send("GET", target, headerLines, new byte[0]);
    }

    /** What every refusal has, whoever refuses. */
    static void requireRefusal(RawHttp.Answer answer, int status, String body) {
        assertThat(answer.text()).isEqualTo(body);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).hasValue("application/json");
        assertThat(answer.header("x-request-id")).isPresent();
        assertThat(answer.header("x-content-type-options")).hasValue("nosniff");
        assertThat(answer.header("x-frame-options")).hasValue("DENY");
        assertThat(answer.header("referrer-policy")).hasValue("no-referrer");
        assertThat(answer.header("cache-control")).hasValue("no-store");
        assertThat(answer.header("content-security-policy")).isPresent();
        assertThat(answer.header("server")).isEmpty();
    }

    static String detail(String message) {
        return "{\"detail\":\"" + message + "\"}";
    }

    static String anthropic(String type, String message, RawHttp.Answer answer) {
        return "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message
                + "\"},\"request_id\":\"" + answer.header("x-request-id").orElse("missing") + "\"}";
    }
}
