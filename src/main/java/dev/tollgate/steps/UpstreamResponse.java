package dev.tollgate.steps;

import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * What camel-http has made of an upstream's response, taken off the exchange, so that nothing of it goes on by itself.
 *
 * @param headers by camel-http's names
 */
record UpstreamResponse(int status, Map<String, Object> headers, InputStream body) {

    static UpstreamResponse taken(Exchange exchange) {
        Message message = exchange.getMessage();
        int status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        Map<String, Object> headers = Map.copyOf(message.getHeaders());
        InputStream body = message.getBody(InputStream.class);
        message.removeHeaders("*");
        message.setBody(null);
        return new UpstreamResponse(status, headers, body == null ? InputStream.nullInputStream() : body);
    }

    /** The failed connection that a step's {@code doCatch} has caught. */
    static IOException failure(Exchange exchange) throws Exception {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (failure instanceof IOException io) {
            return io;
        }
        throw failure;
    }
}
