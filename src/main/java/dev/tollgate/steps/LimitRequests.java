package dev.tollgate.steps;

import dev.tollgate.keys.ApiKey;
import dev.tollgate.keys.KeyIdentity;
import dev.tollgate.quota.LimitHeaders;
import dev.tollgate.quota.RateLimitExceeded;
import dev.tollgate.quota.RequestLimits;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:limit-requests}: a key's requests per minute and per day. */
@Component
class LimitRequests {

    private final RequestLimits limits;

    LimitRequests(RequestLimits limits) {
        this.limits = limits;
    }

    /**
     * Counts a request of the key in variable {@code keyCaller}; sets the variable {@code answerHeaders}, also where it
     * refuses.
     *
     * @throws RateLimitExceeded 429
     */
    public void take(Exchange exchange) {
        ApiKey key = Variables.required(exchange, Variables.KEY_CALLER, KeyIdentity.Caller.class)
                .key();
        try {
            var left = limits.take(subject(key.id()), key.requestsPerMinute(), key.requestsPerDay());
            exchange.setVariable(Variables.ANSWER_HEADERS, LimitHeaders.of(left));
        } catch (RateLimitExceeded refusal) {
            exchange.setVariable(Variables.ANSWER_HEADERS, refusal.headers());
            throw refusal;
        }
    }

    /** Begins a key's count of the day anew. */
    public void resetDay(long keyId) {
        limits.resetDay(subject(keyId));
    }

    private static String subject(long keyId) {
        return "key:" + keyId;
    }
}
