package dev.tollgate.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tollgate.refusal.Refusal;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Counts the calls of each caller to each route, and refuses those above the route's limit.
 *
 * <p>A window begins with a caller's first call and ends after the limit's time. Each process counts for itself: behind
 * n replicas a caller gets up to n times as much.
 */
@Component
public final class CallRates {

    private static final int MAX_WINDOWS = 100_000;
    private static final Duration LONGEST_WINDOW = Duration.ofHours(1);

    private record Key(String route, String caller) {}

    private record Window(int calls, long endNanos) {}

    private final Cache<Key, Window> windows = Caffeine.newBuilder()
            .maximumSize(MAX_WINDOWS)
            .expireAfterWrite(LONGEST_WINDOW)
            .build();
    private final LongSupplier nanoTime;

    @Autowired
    CallRates() {
        this(System::nanoTime);
    }

    CallRates(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * Counts one call.
     *
     * @param calls how many are let through in one window, from 1
     * @param seconds how long a window is, 1 to 3600
     * @throws Refusal 429 with the time until the window ends
     * @throws IllegalArgumentException if the limit is none
     */
    public void take(String route, String caller, int calls, int seconds) {
        if (calls < 1 || seconds < 1 || seconds > LONGEST_WINDOW.toSeconds()) {
            throw new IllegalArgumentException(
                    "a limit is 1 call or more in 1 to 3600 seconds, not " + calls + " in " + seconds);
        }
        long now = nanoTime.getAsLong();
        Window window = windows.asMap().compute(new Key(route, caller), (key, open) -> {
            if (open == null || now - open.endNanos() >= 0) {
                return new Window(1, now + Duration.ofSeconds(seconds).toNanos());
            }
            return open.calls() > calls ? open : new Window(open.calls() + 1, open.endNanos());
        });
        if (window.calls() > calls) {
            throw new Refusal(
                    429,
                    "rate_limited",
                    "Too many calls: at most " + calls + " in " + seconds + " s",
                    Duration.ofNanos(window.endNanos() - now));
        }
    }
}
