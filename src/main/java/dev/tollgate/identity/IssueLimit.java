package dev.tollgate.identity;

import dev.tollgate.refusal.Refusal;
import java.time.Clock;
import java.time.Duration;

/**
 * So many a minute, for all callers together: nonces are given to anybody, and each is a row.
 *
 * <p>Not by caller: behind a proxy all share one address.
 */
public final class IssueLimit {

    private static final long WINDOW_MS = Duration.ofMinutes(1).toMillis();

    private final int perMinuteMax;
    private final Clock clock;
    private long window = -1;
    private int taken;

    public IssueLimit(int perMinuteMax, Clock clock) {
        this.perMinuteMax = perMinuteMax;
        this.clock = clock;
    }

    /** @throws Refusal 429 with the time to the next minute */
    public synchronized void take() {
        long now = clock.millis();
        if (now / WINDOW_MS != window) {
            window = now / WINDOW_MS;
            taken = 0;
        }
        if (taken == perMinuteMax) {
            throw new Refusal(
                    429,
                    "too_many_requests",
                    "Too many sign-ins are being started",
                    Duration.ofMillis(WINDOW_MS - now % WINDOW_MS));
        }
        taken++;
    }
}
