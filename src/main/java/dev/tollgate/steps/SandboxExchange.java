package dev.tollgate.steps;

import dev.tollgate.edge.StreamedBody;
import dev.tollgate.sandbox.ConnectionCut;
import dev.tollgate.sandbox.SandboxAnswer;
import dev.tollgate.sandbox.SandboxBody;
import dev.tollgate.sandbox.SandboxKey;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** What the routes of the stand-ins read of a request, and how a stand-in's answer gets on the wire. */
final class SandboxExchange {

    private SandboxExchange() {}

    /** A stand-in that is asked. */
    interface Ask {
        SandboxAnswer answer() throws ConnectionCut;
    }

    /** Sets status, headers and body, or a body that drops the connection. */
    static void answer(Exchange exchange, Ask ask) {
        try {
            write(exchange, ask.answer());
        } catch (ConnectionCut cut) {
            clear(exchange).setBody((StreamedBody) client -> {
                throw new StreamedBody.CutConnection();
            });
        }
    }

    static String key(Exchange exchange) {
        return SandboxKey.of(header(exchange, "x-api-key"), header(exchange, "authorization"));
    }

    static @Nullable String anthropicVersion(Exchange exchange) {
        return header(exchange, "anthropic-version");
    }

    static byte[] body(Exchange exchange) {
        return exchange.getMessage().getBody(byte[].class);
    }

    private static void write(Exchange exchange, SandboxAnswer answer) {
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

    private static @Nullable String header(Exchange exchange, String name) {
        return exchange.getMessage().getHeader(name, String.class);
    }
}
