package dev.tollgate.steps;

import dev.tollgate.edge.EdgeRequest;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.upstream.LlmAnswer;
import dev.tollgate.upstream.LlmAnswers;
import dev.tollgate.upstream.OpenCall;
import dev.tollgate.upstream.UpstreamCalls;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.http.HttpMethods;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:call-upstream}: passes the request on as it came, whatever it is, and reads all of the answer. */
@Component
class CallUpstream {

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    private final UpstreamCalls calls;
    private final LlmAnswers answers;

    CallUpstream(UpstreamCalls calls, LlmAnswers answers) {
        this.calls = calls;
        this.answers = answers;
    }

    /**
     * Replaces the message by the upstream's: method, query and body as they arrived, to the path in the variable {@code
     * upstreamPath}, and none of the headers but a few.
     */
    public void request(Exchange exchange, String upstream) {
        EdgeRequest request = Variables.required(exchange, Variables.REQUEST, EdgeRequest.class);
        String path = Variables.required(exchange, Variables.UPSTREAM_PATH, String.class);
        Message message = exchange.getMessage();
        Map<String, String> sent = new HashMap<>(SentHeaders.of(exchange));
        sent.remove("content-type"); // the body has it, unread
        message.removeHeaders("*");
        calls.headers(upstream, sent).forEach(message::setHeader);
        message.setHeader(Exchange.HTTP_METHOD, method(request));
        message.setBody(request.body().length == 0 ? null : new Body(request.body(), request.contentType()));
        calls.begin(upstream, path, request.query(), Variables.required(exchange, Variables.CALL, OpenCall.class));
    }

    /** Reads the response into the variable {@code llmAnswer}. */
    public void response(Exchange exchange, String upstream) {
        calls.responded();
        UpstreamResponse response = UpstreamResponse.taken(exchange);
        Map<String, String> headers = calls.headersToClient(upstream, response.headers());
        headers.putAll(AnswerHeaders.of(exchange));
        OpenCall call = Variables.required(exchange, Variables.CALL, OpenCall.class);
        LlmAnswer answer = calls.judged(
                response.status(), call, () -> answers.readAny(response.status(), headers, response.body(), call));
        exchange.setVariable(Variables.LLM_ANSWER, answer);
    }

    /** Makes a refusal of a failed connection. */
    public void failed(Exchange exchange) throws Exception {
        calls.responded();
        OpenCall call = Variables.required(exchange, Variables.CALL, OpenCall.class);
        throw calls.judged(answers.failure(UpstreamResponse.failure(exchange), call), call);
    }

    private static HttpMethods method(EdgeRequest request) {
        if (!METHODS.contains(request.method())) {
            throw new Refusal(405, "method_not_allowed", "Method Not Allowed");
        }
        return HttpMethods.valueOf(request.method());
    }

    /** Bytes whose content type is what the client wrote, such as a multipart's with its boundary; nobody parses it. */
    private static final class Body extends HttpEntityWrapper {

        private final @Nullable String contentType;

        Body(byte[] bytes, @Nullable String contentType) {
            super(new ByteArrayEntity(bytes, null));
            this.contentType = contentType;
        }

        @Override
        public @Nullable String getContentType() {
            return contentType;
        }
    }
}
