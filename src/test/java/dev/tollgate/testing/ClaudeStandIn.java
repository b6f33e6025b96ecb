package dev.tollgate.testing;

import dev.tollgate.sandbox.ClaudeSandbox;
import dev.tollgate.sandbox.ConnectionCut;
import dev.tollgate.sandbox.SandboxAnswer;
import java.net.URI;
import java.time.Clock;

/**
 * The sandbox's Claude on a port of its own.
 *
 * <pre>{@code
 * try (ClaudeStandIn claude = ClaudeStandIn.start()) {
 *     // CLAUDE_BACKEND_URL = claude.messagesUrl()
 *     claude.next(ClaudeStandIn.reset());
 *     ...
 *     assertThat(claude.takeRequest().header("x-api-key")).hasValue("sandbox-key");
 * }
 * }</pre>
 */
public final class ClaudeStandIn extends StandIn {

    private final ClaudeSandbox claude;

    private ClaudeStandIn(ClaudeSandbox claude) {
        super(request -> answer(claude, request));
        this.claude = claude;
    }

    /** Starts one on a free port of the loopback address. */
    public static ClaudeStandIn start() {
        return new ClaudeStandIn(new ClaudeSandbox("", Clock.systemUTC()));
    }

    /** What to set CLAUDE_BACKEND_URL to. */
    public URI messagesUrl() {
        return URI.create("http://127.0.0.1:" + port() + "/v1/messages");
    }

    @Override
    public void close() {
        claude.close();
        super.close();
    }

    private static SandboxAnswer answer(ClaudeSandbox claude, ReceivedRequest request) throws ConnectionCut {
        String version = request.header("anthropic-version").orElse(null);
        return switch (request.path().replaceFirst("\\?.*", "")) {
            case "/v1/messages" -> claude.messages(key(request), version, request.body());
            case "/v1/messages/count_tokens" -> claude.countTokens(key(request), version, request.body());
            case "/v1/models" -> claude.models(key(request), version);
            default -> HttpAnswer.notFound();
        };
    }
}
