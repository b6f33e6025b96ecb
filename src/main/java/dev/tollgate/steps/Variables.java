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

    /** Headers that the answer has, whatever becomes of the call: a map of texts by name, in lower case. */
    static final String ANSWER_HEADERS = "answerHeaders";

    /** The ledger owner who pays. */
    static final String OWNER = "owner";

    /** The ledger owner whose wallet session the request has; not set where WALLET_AUTH asks for none. */
    static final String PROVED = "proved";

    /** A claimed idempotency key, if the client sent one. */
    static final String CLAIM = "claim";

    /** The call under way: {@link dev.tollgate.upstream.OpenCall}. */
    static final String CALL = "call";

    /** What the client asks the model for: {@link dev.tollgate.metering.LlmRequest}. */
    static final String LLM_REQUEST = "llmRequest";

    /** The hold that pays: {@link dev.tollgate.ledger.Hold}. */
    static final String HOLD = "hold";

    /** What the hold was made by, as the books name it: a price, and the version of its list if it has one. */
    static final String PRICE = "price";

    /** What the call costs: {@link dev.tollgate.metering.Quote}. */
    static final String QUOTE = "quote";

    /** What the upstream answers: {@link dev.tollgate.upstream.LlmAnswer}. */
    static final String LLM_ANSWER = "llmAnswer";

    /** What the upstream call is made with of the client's headers, names in lower case: kept for a second upstream. */
    static final String UPSTREAM_HEADERS = "upstreamHeaders";

    /** Where below its URL {@code kamelet:call-upstream} calls the upstream: decoded, such as {@code /v1/images}. */
    static final String UPSTREAM_PATH = "upstreamPath";

    /** The call as the books have it, once it is settled: {@link dev.tollgate.metering.UsageRow}. */
    static final String USAGE = "usage";

    /** Which usage rows are asked for: {@link dev.tollgate.usage.UsageFilter}. */
    static final String USAGE_FILTER = "usageFilter";

    /** What was fetched as a claim's proof: {@link dev.tollgate.fetch.Fetched}. */
    static final String PROOF = "proof";

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
