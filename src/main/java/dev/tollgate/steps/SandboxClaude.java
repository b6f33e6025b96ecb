package dev.tollgate.steps;

import static dev.tollgate.steps.SandboxExchange.answer;
import static dev.tollgate.steps.SandboxExchange.anthropicVersion;
import static dev.tollgate.steps.SandboxExchange.body;
import static dev.tollgate.steps.SandboxExchange.key;

import dev.tollgate.edge.ShutdownListener;
import dev.tollgate.sandbox.ClaudeSandbox;
import org.apache.camel.Exchange;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Behind the routes {@code sandbox-claude-*}: the stand-in's answers on the wire. */
@Component
@Profile("sandbox")
class SandboxClaude implements ShutdownListener {

    private final ClaudeSandbox claude;

    SandboxClaude(ClaudeSandbox claude) {
        this.claude = claude;
    }

    public void messages(Exchange exchange) {
        answer(exchange, () -> claude.messages(key(exchange), anthropicVersion(exchange), body(exchange)));
    }

    public void countTokens(Exchange exchange) {
        answer(exchange, () -> claude.countTokens(key(exchange), anthropicVersion(exchange), body(exchange)));
    }

    public void models(Exchange exchange) {
        answer(exchange, () -> claude.models(key(exchange), anthropicVersion(exchange)));
    }

    /** A silence that was asked for lasts ten minutes; nobody waits so long for the application to stop. */
    @Override
    public void endCalls() {
        claude.close();
    }
}
