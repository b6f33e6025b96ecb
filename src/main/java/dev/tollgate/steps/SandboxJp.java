package dev.tollgate.steps;

import static dev.tollgate.steps.SandboxExchange.answer;
import static dev.tollgate.steps.SandboxExchange.body;
import static dev.tollgate.steps.SandboxExchange.key;

import dev.tollgate.edge.ShutdownListener;
import dev.tollgate.sandbox.JpSandbox;
import org.apache.camel.Exchange;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Behind the routes {@code sandbox-jp-verify-*}: the stand-in's answers on the wire. */
@Component
@Profile("sandbox")
class SandboxJp implements ShutdownListener {

    private final JpSandbox jp;

    SandboxJp(JpSandbox jp) {
        this.jp = jp;
    }

    public void order(Exchange exchange) {
        answer(exchange, () -> jp.order(key(exchange), body(exchange)));
    }

    public void claim(Exchange exchange) {
        answer(exchange, () -> jp.claim(key(exchange), body(exchange)));
    }

    @Override
    public void endCalls() {
        jp.close();
    }
}
