package dev.tollgate.ledger;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Wallets whose rows somebody keeps locked: an operator's open transaction, say.
 *
 * <p>An attempt at one costs everybody the lock time-out, so there is one in a while, and not one for each posting.
 * For one thread.
 */
final class LockedWallets {

    /** Until the next attempt. */
    static final Duration PAUSE = Duration.ofSeconds(2);

    private final Map<AccountRef, Long> untilNanos = new HashMap<>();

    boolean isEmpty() {
        return untilNanos.isEmpty();
    }

    void add(Set<AccountRef> wallets) {
        long until = System.nanoTime() + PAUSE.toNanos();
        wallets.forEach(wallet -> untilNanos.put(wallet, until));
    }

    boolean containsAny(Set<AccountRef> wallets) {
        long now = System.nanoTime();
        untilNanos.values().removeIf(until -> until - now <= 0);
        return wallets.stream().anyMatch(untilNanos::containsKey);
    }
}
