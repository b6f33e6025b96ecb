package dev.tollgate.steps;

import static dev.tollgate.steps.SandboxExchange.answer;
import static dev.tollgate.steps.SandboxExchange.anthropicVersion;
import static dev.tollgate.steps.SandboxExchange.body;
import static dev.tollgate.steps.SandboxExchange.key;

import dev.tollgate.edge.EdgeRequest;
import dev.tollgate.edge.ShutdownListener;
import dev.tollgate.sandbox.UpstreamSandbox;
import org.apache.camel.Exchange;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Behind the routes {@code sandbox-upstream-*}: the stand-in's answers on the wire. */
@Component
@Profile("sandbox")
class SandboxUpstream implements ShutdownListener {

    private final UpstreamSandbox upstream;

    SandboxUpstream(UpstreamSandbox upstream) {
        this.upstream = upstream;
    }

    public void chatCompletions(Exchange exchange) {
        answer(exchange, () -> upstream.chatCompletions(key(exchange), body(exchange)));
    }

    public void completions(Exchange exchange) {
        answer(exchange, () -> upstream.completions(key(exchange), body(exchange)));
    }

    public void responses(Exchange exchange) {
        answer(exchange, () -> upstream.responses(key(exchange), body(exchange)));
    }

    public void embeddings(Exchange exchange) {
        answer(exchange, () -> upstream.embeddings(key(exchange), body(exchange)));
    }

    public void models(Exchange exchange) {
        answer(exchange, () -> upstream.models(key(exchange)));
    }

    public void model(Exchange exchange, String id) {
        answer(exchange, () -> upstream.model(key(exchange), id));
    }

    public void messages(Exchange exchange) {
        answer(exchange, () -> upstream.messages(key(exchange), anthropicVersion(exchange), body(exchange)));
    }

    public void countTokens(Exchange exchange) {
        answer(exchange, () -> upstream.countTokens(key(exchange), anthropicVersion(exchange), body(exchange)));
    }

    /** @param rest the path behind {@code /v1/} */
    public void anything(Exchange exchange, String rest) {
        EdgeRequest request = Variables.required(exchange, Variables.REQUEST, EdgeRequest.class);
        answer(
                exchange,
                () -> upstream.anything(key(exchange), request.method(), rest, request.query(), request.body()));
    }

    /** A silence that was asked for lasts ten minutes; nobody waits so long for the application to stop. */
    @Override
    public void endCalls() {
        upstream.close();
    }
}
