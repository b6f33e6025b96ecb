package dev.tollgate.cover;

import java.util.List;
import java.util.Objects;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What time does to orders. Both jobs work in small transactions and pass over what another replica works on, so an order's
 * cover is released once, and callers wait for no more than one batch.
 */
public final class OrderTimes {

    private static final int BATCH = 1_000;

    private final OrderTable table;
    private final Capital capital;
    private final TransactionTemplate transaction;

    OrderTimes(OrderTable table, Capital capital, TransactionTemplate transaction) {
        this.table = table;
        this.capital = capital;
        this.transaction = transaction;
    }

    /** Lets paid orders become active; returns how many did. */
    public int activate() {
        int activated = 0;
        int batch;
        do {
            batch = table.activate(BATCH);
            activated += batch;
        } while (batch == BATCH);
        return activated;
    }

    /** Ends orders past their time, but for those with an open claim, and releases their cover; returns how many. */
    public int expire() {
        int expired = 0;
        int batch;
        do {
            batch = Objects.requireNonNull(transaction.execute(status -> expireBatch()));
            expired += batch;
        } while (batch == BATCH);
        return expired;
    }

    private int expireBatch() {
        List<OrderTable.Ended> ended = table.expire(BATCH);
        ended.forEach(each -> capital.release(each.skuId(), each.asset(), each.cover(), "cover-expired"));
        return ended.stream().mapToInt(OrderTable.Ended::orders).sum();
    }
}
