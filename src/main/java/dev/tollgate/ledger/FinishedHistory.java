package dev.tollgate.ledger;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Up to where the history of transfers, or of another table, is finished: no open transaction will add a row in between.
 *
 * <p>A transfer's seq is drawn while its accounts are locked, so by a transaction that has its number already: when all
 * with smaller numbers than ours have ended, nothing comes before what we saw.
 */
public final class FinishedHistory {

    private static final String ENDED = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint > :number";
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration EVERY = Duration.ofMillis(50);

    private final JdbcClient jdbc;
    private final String latest;
    private final Duration patience;

    /** Of transfers. */
    FinishedHistory(DataSource dataSource) {
        this(dataSource, PATIENCE);
    }

    /** @param patience how long an open transaction is waited for */
    FinishedHistory(DataSource dataSource, Duration patience) {
        this(JdbcClient.create(dataSource), "transfer", patience);
    }

    /**
     * Of another table.
     *
     * @param table its seq is drawn by transactions that have their number already
     * @param patience how long an open transaction is waited for
     */
    public FinishedHistory(JdbcClient jdbc, String table, Duration patience) {
        this.jdbc = jdbc;
        this.latest = "SELECT coalesce(max(seq), 0) AS seq, pg_current_xact_id()::text::bigint AS number FROM " + table;
        this.patience = patience;
    }

    /**
     * The latest row.
     *
     * @param finished false if something before {@code seq} may still come
     */
    public record End(long seq, boolean finished) {}

    private record Latest(long seq, long number) {}

    /** The latest row, when all that was open with it has ended, or patience has. */
    public End end() {
        Latest latest = jdbc.sql(this.latest)
                .query((row, number) -> new Latest(row.getLong("seq"), row.getLong("number")))
                .single();
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        boolean finished = hasEnded(latest);
        while (!finished && System.nanoTime() < deadlineNanos) {
            LockSupport.parkNanos(EVERY.toNanos());
            finished = hasEnded(latest);
        }
        return new End(latest.seq(), finished);
    }

    private boolean hasEnded(Latest latest) {
        return jdbc.sql(ENDED)
                .param("number", latest.number())
                .query(Boolean.class)
                .single();
    }
}
