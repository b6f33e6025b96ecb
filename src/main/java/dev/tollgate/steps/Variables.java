package dev.tollgate.steps;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The exchange variables that steps hand to each other. */
final class Variables {

    /** The request as it arrived: {@link dev.tollgate.edge.EdgeRequest}. */
    static final String REQUEST = "request";

    /** The client's end: {@link dev.tollgate.edge.ClientStream}. */
    static final String CLIENT = "client";

    /** Who calls, such as {@code wallet:0x…}: the scope of idempotency keys and call limits. */
    static final String CALLER = "caller";

    /** The API key that calls, and its user: {@link dev.tollgate.keys.KeyIdentity.Caller}; set where one does. */
    static final String KEY_CALLER = "keyCaller";

    /** The ledger owner who pays. */
    static final String OWNER = "owner";

    /** A claimed idempotency key, if the client sent one. */
    static final String CLAIM = "claim";

    /** The call under way: {@link dev.tollgate.upstream.OpenCall}. */
    static final String CALL = "call";

    /** What the client asks the model for: {@link dev.tollgate.metering.LlmRequest}. */
    static final String LLM_REQUEST = "llmRequest";

    /** The hold that pays: {@link dev.tollgate.ledger.Hold}. */
    static final String HOLD = "hold";

    /** The name of the price that the hold was made by. */
    static final String PRICE = "price";

    /** What the upstream answers: {@link dev.tollgate.upstream.LlmAnswer}. */
    static final String LLM_ANSWER = "llmAnswer";

    /** What the upstream call is made with of the client's headers, names in lower case: kept for a second upstream. */
    static final String UPSTREAM_HEADERS = "upstreamHeaders";

    /** The call as the books have it, once it is settled: {@link dev.tollgate.metering.UsageRow}. */
    static final String USAGE = "usage";

    /** Which usage rows are asked for: {@link dev.tollgate.usage.UsageFilter}. */
    static final String USAGE_FILTER = "usageFilter";

    private Variables() {}

    /** @throws IllegalStateException if an earlier step of the route is missing */
    static <T> T required(Exchange exchange, String name, Class<T> type) {
        T value = optional(exchange, name, type);
        if (value == null) {
            throw new IllegalStateException("variable '" + name + "' is not set: a step is missing before this one");
        }
        return value;
    }

    static <T> @Nullable T optional(Exchange exchange, String name, Class<T> type) {
        return type.cast(exchange.getVariable(name));
    }
}
