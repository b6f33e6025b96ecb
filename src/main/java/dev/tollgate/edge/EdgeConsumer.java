package dev.tollgate.edge;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** Runs one {@code platform-http:} route for each request, on the request's own thread. */
final class EdgeConsumer extends DefaultConsumer implements PlatformHttpConsumer {

    private final EdgeEngine engine;
    private final AnswerWriter answers;
    private final AtomicInteger underWay = new AtomicInteger();
    private volatile boolean retired;
    private String publicId = "";

    EdgeConsumer(EdgeEndpoint endpoint, Processor processor, EdgeEngine engine, AnswerWriter answers) {
        super(endpoint, processor);
        this.engine = engine;
        this.answers = answers;
    }

    @Override
    public EdgeEndpoint getEndpoint() {
        return (EdgeEndpoint) super.getEndpoint();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Route route = getRoute();
        Object id = route == null ? null : route.getProperties().get(EdgeEngine.PUBLIC_ID);
        publicId = id == null ? getRouteId() : id.toString();
        engine.register(this);
    }

    @Override
    protected void doStop() throws Exception {
        engine.unregister(this);
        super.doStop();
    }

    /**
     * Returns whether a request may run on this version of the route; if so, the caller must {@link #leave()} at its
     * end. If not, a newer version has taken its place, or none.
     */
    boolean enter() {
        underWay.incrementAndGet();
        if (retired) {
            leave();
            return false;
        }
        return true;
    }

    void leave() {
        underWay.decrementAndGet();
    }

    /** Lets no further request in. */
    void retire() {
        retired = true;
    }

    /** How many requests run on it, those included whose body is still being read. */
    int underWay() {
        return underWay.get();
    }

    /** The id that the route's file gives it, whatever this version is called. */
    String publicId() {
        return publicId;
    }

    /** The media types that the route takes, or null for any. */
    @Nullable
    String consumes() {
        return getEndpoint().getConsumes();
    }

    /** The id of the route's error policy, or null. */
    @Nullable
    String errorPolicy() {
        Route route = getRoute();
        return route == null ? null : route.getConfigurationId();
    }

    /** The largest request body that the route takes. */
    DataSize maxBody() {
        return getEndpoint().maxBody();
    }

    /**
     * Runs the route and writes its answer.
     *
     * @param headers the request headers that passed the edge
     * @param turn rests while a long answer is written
     * @throws dev.tollgate.refusal.Refusal 400 for a malformed query
     * @throws IOException if the client is gone, or the route asks for the connection to be cut
     */
    void serve(
            EdgeRequest edgeRequest,
            Map<String, String> headers,
            Map<String, String> pathVariables,
            Workload.Turn turn,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Exchange exchange = createExchange(false);
        ClientStream client = answers.stream(request, response, turn);
        try {
            exchange.setPattern(ExchangePattern.InOut);
            createUoW(exchange);
            prepare(exchange, edgeRequest, headers, pathVariables, request);
            exchange.setVariable("client", client);
            process(exchange);
            if (AnswerBody.isLong(exchange.getMessage().getBody())) {
                turn.rest();
            }
            removeSent(exchange.getMessage(), headers);
            answers.write(exchange, this, edgeRequest.id(), client, response);
        } catch (IOException | RuntimeException e) {
            exchange.setException(e);
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("cannot start the exchange", e);
        } finally {
            client.over();
            doneUoW(exchange);
            releaseExchange(exchange, false);
        }
    }

    private void process(Exchange exchange) {
        try {
            getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
    }

    /** What still is the client's own header is no answer's: else a client could choose the answer's content type. */
    @SuppressWarnings("ReferenceEquality") // the route may well set an equal one
    private static void removeSent(Message message, Map<String, String> headers) {
        headers.forEach((name, value) -> {
            if (message.getHeader(name) == value) {
                message.removeHeader(name);
            }
        });
    }

    private static void prepare(
            Exchange exchange,
            EdgeRequest edgeRequest,
            Map<String, String> headers,
            Map<String, String> pathVariables,
            HttpServletRequest request) {
        Message message = exchange.getMessage();
        headers.forEach(message::setHeader);
        message.setBody(edgeRequest.body());
        exchange.setVariable("request", edgeRequest);
        exchange.setVariable("requestId", edgeRequest.id());
        exchange.setVariable("clientAddress", edgeRequest.clientAddress());
        exchange.setVariable("path", pathVariables);
        exchange.setVariable("query", QueryString.parse(request.getQueryString()));
    }
}
