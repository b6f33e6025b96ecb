package dev.tollgate.keys;

import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes keys out of use whose time is over, so that lists show them as they are. They are refused from that time on in any
 * case.
 */
public final class KeyExpiry {

    private static final int AT_ONCE = 1_000;

    private final ApiKeys keys;
    private final TransactionTemplate transaction;

    KeyExpiry(ApiKeys keys, TransactionTemplate transaction) {
        this.keys = keys;
        this.transaction = transaction;
    }

    /**
     * Goes on in transactions of a thousand keys until none is left.
     *
     * @return how many
     */
    public int expire() {
        int expired = 0;
        int batch;
        do {
            batch = transaction.execute(status -> keys.deactivateExpired(AT_ONCE));
            expired += batch;
        } while (batch == AT_ONCE);
        return expired;
    }
}
