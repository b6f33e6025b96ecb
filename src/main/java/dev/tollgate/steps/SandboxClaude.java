package dev.tollgate.steps;

import dev.tollgate.edge.ShutdownListener;
import dev.tollgate.edge.StreamedBody;
import dev.tollgate.sandbox.ClaudeSandbox;
import dev.tollgate.sandbox.ConnectionCut;
import dev.tollgate.sandbox.SandboxAnswer;
import dev.tollgate.sandbox.SandboxBody;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
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
        try {
            answer(exchange, claude.messages(key(exchange), version(exchange), body(exchange)));
        } catch (ConnectionCut cut) {
            clear(exchange).setBody((StreamedBody) client -> {
                throw new StreamedBody.CutConnection();
            });
        }
    }

    public void countTokens(Exchange exchange) {
        answer(exchange, claude.countTokens(key(exchange), version(exchange), body(exchange)));
    }

    public void models(Exchange exchange) {
        answer(exchange, claude.models(key(exchange), version(exchange)));
    }

    /** A silence that was asked for lasts ten minutes; nobody waits so long for the application to stop. */
    @Override
    public void endCalls() {
        claude.close();
    }

    private static void answer(Exchange exchange, SandboxAnswer answer) {
        Message message = clear(exchange);
        answer.headers().forEach(message::setHeader);
        message.setHeader(Exchange.CONTENT_TYPE, answer.headers().get("content-type"));
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
        message.setBody(streamed(answer.body()));
    }

    private static StreamedBody streamed(SandboxBody body) {
        return client -> {
            try {
                body.writeTo(client);
            } catch (ConnectionCut cut) {
                throw new StreamedBody.CutConnection();
            }
        };
    }

    private static Message clear(Exchange exchange) {
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        return message;
    }

    private static String key(Exchange exchange) {
        return ClaudeSandbox.key(header(exchange, "x-api-key"), header(exchange, "authorization"));
    }

    private static @Nullable String version(Exchange exchange) {
        return header(exchange, "anthropic-version");
    }

    private static @Nullable String header(Exchange exchange, String name) {
        return exchange.getMessage().getHeader(name, String.class);
    }

    private static byte[] body(Exchange exchange) {
        return exchange.getMessage().getBody(byte[].class);
    }
}
