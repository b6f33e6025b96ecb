package dev.tollgate.steps;

import dev.tollgate.edge.ClientStream;
import dev.tollgate.upstream.LlmAnswer;
import dev.tollgate.upstream.LlmAnswers;
import dev.tollgate.upstream.OpenCall;
import dev.tollgate.upstream.OpenCalls;
import dev.tollgate.upstream.UpstreamCalls;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.SynchronizationAdapter;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:read-upstream}: reads what an upstream says of itself, such as its list of models. */
@Component
class ReadUpstream {

    /** Not the variable of a paid call: this one may run beside it. */
    private static final String CALL = "upstreamReading";

    private final UpstreamCalls calls;
    private final LlmAnswers answers;
    private final OpenCalls open;

    ReadUpstream(UpstreamCalls calls, LlmAnswers answers, OpenCalls open) {
        this.calls = calls;
        this.answers = answers;
        this.open = open;
    }

    /** Replaces the message by the upstream's; nothing of the client's goes out. */
    public void request(Exchange exchange, String upstream, String path) {
        Map<String, String> headers = calls.headers(upstream, Map.of());
        OpenCall call = open.open(Variables.required(exchange, Variables.CLIENT, ClientStream.class));
        exchange.setVariable(CALL, call);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange done) {
                open.close(call);
            }
        });
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        headers.forEach(message::setHeader);
        message.setBody(null);
        calls.begin(upstream, path, null, call);
    }

    /** Makes the upstream's answer the message: its bytes, and its content type. */
    public void response(Exchange exchange, String upstream) {
        calls.responded();
        UpstreamResponse response = UpstreamResponse.taken(exchange);
        Map<String, String> headers = calls.headersToClient(upstream, response.headers());
        OpenCall call = Variables.required(exchange, CALL, OpenCall.class);
        LlmAnswer.Whole answer = calls.judged(
                response.status(), call, () -> answers.readAny(response.status(), headers, response.body(), call));
        Message message = exchange.getMessage();
        String contentType = answer.headers().get("content-type");
        if (contentType != null) {
            message.setHeader("content-type", contentType);
        }
        message.setBody(answer.body());
    }

    /** Makes a refusal of a failed connection. */
    public void failed(Exchange exchange) throws Exception {
        calls.responded();
        OpenCall call = Variables.required(exchange, CALL, OpenCall.class);
        throw calls.judged(answers.failure(UpstreamResponse.failure(exchange), call), call);
    }
}
