package dev.tollgate.ledger;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Rows that somebody keeps locked: a wallet's, or a single hold's, by an operator's open transaction, say.
 *
 * <p>An attempt at one costs everybody the lock time-out, so there is one in a while, and not one for each posting.
 * For one thread.
 */
final class LockedRows {

    /** Until the next attempt. */
    static final Duration PAUSE = Duration.ofSeconds(2);

    private final Map<Object, Long> untilNanos = new HashMap<>();

    boolean isEmpty() {
        return untilNanos.isEmpty();
    }

    /** @param rows each an {@link AccountRef} or a hold's id */
    void add(Set<?> rows) {
        long until = System.nanoTime() + PAUSE.toNanos();
        rows.forEach(row -> untilNanos.put(row, until));
    }

    boolean containsAny(Set<?> rows) {
        long now = System.nanoTime();
        untilNanos.values().removeIf(until -> until - now <= 0);
        return rows.stream().anyMatch(untilNanos::containsKey);
    }
}
