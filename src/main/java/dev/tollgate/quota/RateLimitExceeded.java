package dev.tollgate.quota;

import dev.tollgate.quota.Allowance.Window;
import dev.tollgate.refusal.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** 429: a limit of requests is reached; try again when its window has ended. */
public final class RateLimitExceeded extends Refusal {

    private final transient Allowance allowance;

    RateLimitExceeded(Allowance allowance) {
        this(allowance, Objects.requireNonNull(allowance.next(), "a refusal without a limit"));
    }

    private RateLimitExceeded(Allowance allowance, Window window) {
        super(429, "rate_limit_exceeded", message(allowance, window), Duration.ofSeconds(window.resetSeconds()));
        this.allowance = allowance;
    }

    private static String message(Allowance allowance, Window window) {
        return "Rate limit reached: " + window.limit() + (window.limit() == 1 ? " request per " : " requests per ")
                + (allowance.isOfDay() ? "day" : "minute") + "; try again in " + window.resetSeconds() + " s";
    }

    /** As {@link LimitHeaders} has them. */
    public Map<String, String> headers() {
        return LimitHeaders.of(allowance);
    }
}
