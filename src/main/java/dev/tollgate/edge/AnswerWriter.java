package dev.tollgate.edge;

import dev.tollgate.refusal.Envelopes;
import dev.tollgate.refusal.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Writes what a route answered, or a refusal in the envelope of the route's family. */
@Component
class AnswerWriter {

    private static final Logger LOG = LoggerFactory.getLogger(AnswerWriter.class);
    private static final String JSON = "application/json";

    private final HeaderLists headers;
    private final Envelopes envelopes;
    private final ClientConnections connections;

    AnswerWriter(HeaderLists headers, Envelopes envelopes, ClientConnections connections) {
        this.headers = headers;
        this.envelopes = envelopes;
        this.connections = connections;
    }

    ClientStream stream(HttpServletRequest request, HttpServletResponse response, Workload.Turn turn) {
        return new ClientStream(request, response, headers, connections, turn);
    }

    /** Writes the exchange's answer, unless a step has begun one itself. */
    void write(
            Exchange exchange,
            EdgeConsumer consumer,
            String requestId,
            ClientStream client,
            HttpServletResponse response)
            throws IOException {
        Exception failure = exchange.getException();
        if (failure instanceof IOException io && client.started()) {
            throw io;
        }
        if (client.started()) {
            logFailureAfterAnswer(failure, requestId);
            return;
        }
        client.answering();
        if (failure != null) {
            refuse(asRefusal(failure, requestId), consumer.errorPolicy(), requestId, response);
            return;
        }
        writeMessage(exchange.getMessage(), consumer.getEndpoint().getProduces(), response);
    }

    /**
     * Writes a refusal that no route has rendered.
     *
     * @return the body
     */
    byte[] refuse(Refusal refusal, @Nullable String errorPolicy, String requestId, HttpServletResponse response)
            throws IOException {
        response.setStatus(envelopes.ofPolicy(errorPolicy).status(refusal));
        Duration retryAfter = refusal.retryAfter();
        if (retryAfter != null) {
            response.setHeader("Retry-After", RetryAfter.seconds(retryAfter));
        }
        byte[] body = refusalBody(refusal, errorPolicy, requestId);
        send(response, JSON, body);
        return body;
    }

    /** A refusal in the envelope of a route's family. */
    byte[] refusalBody(Refusal refusal, @Nullable String errorPolicy, String requestId) {
        return AnswerBody.bytes(envelopes.ofPolicy(errorPolicy).body(refusal, requestId));
    }

    /** Answers a fault of ours. */
    void fail(Exception failure, @Nullable String errorPolicy, String requestId, HttpServletResponse response)
            throws IOException {
        if (response.isCommitted()) {
            logFailureAfterAnswer(failure, requestId);
        } else {
            refuse(asRefusal(failure, requestId), errorPolicy, requestId, response);
        }
    }

    private void writeMessage(Message message, @Nullable String produces, HttpServletResponse response)
            throws IOException {
        Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        response.setStatus(status == null ? HttpServletResponse.SC_OK : status);
        message.getHeaders().forEach((name, value) -> {
            if (value != null && headers.mayLeave(name)) {
                response.setHeader(name, value.toString());
            }
        });
        String contentType = message.getHeader(Exchange.CONTENT_TYPE, produces, String.class);
        Object body = message.getBody();
        if (body == null) {
            response.setContentLength(0);
        } else if (body instanceof StreamedBody streamed) {
            response.setContentType(contentType);
            streamed.writeTo(response.getOutputStream());
        } else if (body instanceof InputStream in) {
            response.setContentType(contentType);
            try (in) {
                in.transferTo(response.getOutputStream());
            }
        } else {
            send(response, contentType == null ? defaultType(body) : contentType, AnswerBody.bytes(body));
        }
    }

    private static String defaultType(Object body) {
        return body instanceof String ? "text/plain;charset=UTF-8" : JSON;
    }

    private static void send(HttpServletResponse response, String contentType, byte[] body) throws IOException {
        response.setHeader("Content-Type", contentType);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private static Refusal asRefusal(Exception failure, String requestId) {
        if (failure instanceof Refusal refusal) {
            return refusal;
        }
        LOG.error("request {} failed in a route without an error policy", requestId, failure);
        return Refusal.fault(requestId);
    }

    private static void logFailureAfterAnswer(@Nullable Exception failure, String requestId) {
        if (failure != null) {
            LOG.error("request {} failed after its answer had begun", requestId, failure);
        }
    }
}
