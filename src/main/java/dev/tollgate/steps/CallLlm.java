package dev.tollgate.steps;

import dev.tollgate.metering.LlmRequest;
import dev.tollgate.upstream.LlmAnswer;
import dev.tollgate.upstream.LlmAnswers;
import dev.tollgate.upstream.OpenCall;
import dev.tollgate.upstream.UpstreamCalls;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:call-llm}: what goes to the upstream, and what comes of its response. */
@Component
class CallLlm {

    /** How much of a stream is kept for a repeat under the same idempotency key. */
    private static final int COPY_LIMIT = 1024 * 1024;

    private final UpstreamCalls calls;
    private final LlmAnswers answers;

    CallLlm(UpstreamCalls calls, LlmAnswers answers) {
        this.calls = calls;
        this.answers = answers;
    }

    /** Replaces the message by the upstream's: the request's body byte for byte, and none of its headers but a few. */
    public void request(Exchange exchange, String upstream) {
        Message message = exchange.getMessage();
        Map<String, String> sent = sent(exchange);
        message.removeHeaders("*");
        calls.headers(upstream, sent).forEach(message::setHeader);
        message.setBody(Variables.required(exchange, Variables.LLM_REQUEST, LlmRequest.class)
                .body());
        calls.begin(upstream, Variables.required(exchange, Variables.CALL, OpenCall.class));
    }

    /** The client's headers; a call of a second upstream, after the first one has failed, finds them kept. */
    @SuppressWarnings("unchecked")
    private static Map<String, String> sent(Exchange exchange) {
        Map<String, String> kept = Variables.optional(exchange, Variables.UPSTREAM_HEADERS, Map.class);
        if (kept != null) {
            return kept;
        }
        Map<String, String> sent = new HashMap<>();
        exchange.getMessage().getHeaders().forEach((name, value) -> {
            if (value instanceof String text) {
                sent.put(name.toLowerCase(Locale.ROOT), text);
            }
        });
        exchange.setVariable(Variables.UPSTREAM_HEADERS, sent);
        return sent;
    }

    /** Reads the response into the variable {@code llmAnswer}; a stream, up to its first event. */
    public void response(Exchange exchange, String format) {
        calls.responded();
        Message message = exchange.getMessage();
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        Map<String, String> headers = calls.headersToClient(message.getHeaders());
        InputStream body = message.getBody(InputStream.class);
        message.removeHeaders("*");
        message.setBody(null);
        int copyLimit = exchange.getVariable(Variables.CLAIM) == null ? 0 : COPY_LIMIT;
        OpenCall call = Variables.required(exchange, Variables.CALL, OpenCall.class);
        LlmAnswer answer = answers.read(
                status,
                headers,
                body == null ? InputStream.nullInputStream() : body,
                format,
                Variables.required(exchange, Variables.LLM_REQUEST, LlmRequest.class),
                call,
                copyLimit);
        exchange.setVariable(Variables.LLM_ANSWER, answer);
    }

    /** Makes a refusal of a failed connection. */
    public void failed(Exchange exchange) throws Exception {
        calls.responded();
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (!(failure instanceof IOException io)) {
            throw failure;
        }
        throw answers.failure(io, Variables.required(exchange, Variables.CALL, OpenCall.class));
    }
}
