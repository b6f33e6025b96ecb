package dev.tollgate.steps;

import dev.tollgate.metering.LlmRequest;
import dev.tollgate.upstream.LlmAnswer;
import dev.tollgate.upstream.LlmAnswers;
import dev.tollgate.upstream.OpenCall;
import dev.tollgate.upstream.UpstreamCalls;
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

    /**
     * Replaces the message by the upstream's: the request's body byte for byte, and none of its headers but a few.
     *
     * @param path below the upstream's URL; empty for the URL itself
     */
    public void request(Exchange exchange, String upstream, String path) {
        Message message = exchange.getMessage();
        Map<String, String> sent = SentHeaders.of(exchange);
        message.removeHeaders("*");
        calls.headers(upstream, sent).forEach(message::setHeader);
        message.setBody(Variables.required(exchange, Variables.LLM_REQUEST, LlmRequest.class)
                .body());
        calls.begin(upstream, path, null, Variables.required(exchange, Variables.CALL, OpenCall.class));
    }

    /** Reads the response into the variable {@code llmAnswer}; a stream, up to its first event. */
    public void response(Exchange exchange, String upstream, String format) {
        calls.responded();
        UpstreamResponse response = UpstreamResponse.taken(exchange);
        Map<String, String> headers = calls.headersToClient(upstream, response.headers());
        headers.putAll(AnswerHeaders.of(exchange));
        int copyLimit = exchange.getVariable(Variables.CLAIM) == null ? 0 : COPY_LIMIT;
        OpenCall call = Variables.required(exchange, Variables.CALL, OpenCall.class);
        LlmRequest request = Variables.required(exchange, Variables.LLM_REQUEST, LlmRequest.class);
        LlmAnswer answer = calls.judged(
                response.status(),
                call,
                () -> answers.read(response.status(), headers, response.body(), format, request, call, copyLimit));
        exchange.setVariable(Variables.LLM_ANSWER, answer);
    }

    /** Makes a refusal of a failed connection. */
    public void failed(Exchange exchange) throws Exception {
        calls.responded();
        OpenCall call = Variables.required(exchange, Variables.CALL, OpenCall.class);
        throw calls.judged(answers.failure(UpstreamResponse.failure(exchange), call), call);
    }
}
