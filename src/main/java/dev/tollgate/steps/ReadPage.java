package dev.tollgate.steps;

import dev.tollgate.refusal.Refusal;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:read-page}: {@code ?page=} from 1 and {@code ?page_size=}, 50 unless given. */
@Component
class ReadPage {

    private static final int DEFAULT_PAGE_SIZE = 50;
    private static final int MAX_PAGE = 1_000_000;

    /** Sets the variables {@code page}, {@code pageSize} and {@code offset}. */
    public void read(Exchange exchange, String maxPageSize) {
        Map<?, ?> query = exchange.getVariable("query", Map.class);
        int page = number("page", query.get("page"), 1, MAX_PAGE);
        int pageSize = number("page_size", query.get("page_size"), DEFAULT_PAGE_SIZE, Integer.parseInt(maxPageSize));
        exchange.setVariable("page", page);
        exchange.setVariable("pageSize", pageSize);
        exchange.setVariable("offset", (page - 1L) * pageSize);
    }

    private static int number(String name, @org.jspecify.annotations.Nullable Object given, int otherwise, int max) {
        if (given == null) {
            return otherwise;
        }
        String text = given.toString();
        if (!text.matches("[0-9]{1,7}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > max) {
            throw Refusal.invalidQuery(name, "must be an integer from 1 to " + max);
        }
        return Integer.parseInt(text);
    }
}
