package dev.tollgate.edge;

import java.time.Duration;

/** {@code Retry-After} as whole seconds, at least 1, rounded up (RFC 9110, 10.2.3). */
public final class RetryAfter {

    private RetryAfter() {}

    public static String seconds(Duration duration) {
        return Long.toString(Math.max(1, (duration.toMillis() + 999) / 1000));
    }
}
