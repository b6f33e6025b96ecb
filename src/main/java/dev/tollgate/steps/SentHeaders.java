package dev.tollgate.steps;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;

/** The client's headers, for the request to an upstream. */
final class SentHeaders {

    private SentHeaders() {}

    /** By lower-case name; a call of a second upstream, after the first one has failed, finds them kept. */
    @SuppressWarnings("unchecked")
    static Map<String, String> of(Exchange exchange) {
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
}
