package dev.tollgate.steps;

import dev.tollgate.usage.UsageQuery;
import java.util.Map;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:read-usage-query}. */
@Component
class ReadUsageQuery {

    private final UsageQuery usageQuery;

    ReadUsageQuery(UsageQuery usageQuery) {
        this.usageQuery = usageQuery;
    }

    /**
     * Sets the variable {@code usageFilter}, and {@code usageGrouping} for sums.
     *
     * @param of {@code rows} or {@code sums}
     * @param whose {@code own}, the variable {@code owner}'s, or {@code all}
     */
    public void read(Exchange exchange, String of, String whose) {
        Map<?, ?> query = exchange.getVariable("query", Map.class);
        boolean all = whose.equals("all");
        String owner = all ? null : Variables.required(exchange, Variables.OWNER, String.class);
        if (of.equals("sums")) {
            exchange.setVariable("usageGrouping", usageQuery.grouping(query, all));
            exchange.setVariable(Variables.USAGE_FILTER, usageQuery.sums(query, owner));
        } else {
            exchange.setVariable(Variables.USAGE_FILTER, usageQuery.rows(query, owner));
        }
    }
}
