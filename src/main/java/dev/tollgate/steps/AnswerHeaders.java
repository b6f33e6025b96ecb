package dev.tollgate.steps;

import java.util.Map;
import org.apache.camel.Exchange;

/** What every answer to a request tells its client, whatever becomes of the call, such as how much of a limit is left. */
final class AnswerHeaders {

    private AnswerHeaders() {}

    /** The headers that steps before have set, names in lower case. */
    @SuppressWarnings("unchecked")
    static Map<String, String> of(Exchange exchange) {
        Map<String, String> headers = Variables.optional(exchange, Variables.ANSWER_HEADERS, Map.class);
        return headers == null ? Map.of() : headers;
    }
}
