package dev.tollgate.quota;

import dev.tollgate.quota.RequestsLeft.Window;
import dev.tollgate.refusal.Refusal;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/** 429: a limit of requests is reached; try again when its window has ended. */
public final class RateLimitExceeded extends Refusal {

    private final transient RequestsLeft left;

    RateLimitExceeded(RequestsLeft left) {
        this(left, Objects.requireNonNull(left.next(), "a refusal without a limit"));
    }

    private RateLimitExceeded(RequestsLeft left, Window window) {
        super(429, "rate_limit_exceeded", message(left, window), Duration.ofSeconds(window.resetSeconds()));
        this.left = left;
    }

    private static String message(RequestsLeft left, Window window) {
        return "Rate limit reached: " + window.limit() + (window.limit() == 1 ? " request per " : " requests per ")
                + (left.isOfDay() ? "day" : "minute") + "; try again in " + window.resetSeconds() + " s";
    }

    /** As {@link LimitHeaders} has them. */
    public Map<String, String> headers() {
        return LimitHeaders.of(left);
    }
}
