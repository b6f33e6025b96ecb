package dev.tollgate.steps;

import dev.tollgate.edge.EdgeRequest;
import dev.tollgate.metering.ForwardedRequest;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:read-forwarded-request}: a request that is passed on as it is. */
@Component
class ReadForwardedRequest {

    /** Sets the variables {@code llmRequest} and {@code upstreamPath}. */
    public void read(Exchange exchange) {
        EdgeRequest request = Variables.required(exchange, Variables.REQUEST, EdgeRequest.class);
        exchange.setVariable(
                Variables.LLM_REQUEST, ForwardedRequest.read(request.path(), request.contentType(), request.body()));
        exchange.setVariable(Variables.UPSTREAM_PATH, request.path());
    }
}
