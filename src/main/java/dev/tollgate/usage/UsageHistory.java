package dev.tollgate.usage;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Up to where the history of usage rows is finished: no open transaction will write one in between.
 *
 * <p>A row's seq is drawn by a transaction that has its number already: when all with smaller numbers than ours have
 * ended, nothing comes before what we saw.
 */
final class UsageHistory {

    private static final String LATEST =
            "SELECT coalesce(max(seq), 0) AS seq, pg_current_xact_id()::text::bigint AS number FROM usage";
    private static final String ENDED = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint > ?";
    private static final Duration EVERY = Duration.ofMillis(50);

    private final JdbcClient jdbc;
    private final Duration patience;

    /** @param patience how long an open transaction is waited for */
    UsageHistory(JdbcClient jdbc, Duration patience) {
        this.jdbc = jdbc;
        this.patience = patience;
    }

    private record Latest(long seq, long number) {}

    /** The latest row's seq, once all that was open with it has ended; empty if patience ends first. */
    OptionalLong finishedTo() {
        Latest latest = jdbc.sql(LATEST)
                .query((row, number) -> new Latest(row.getLong("seq"), row.getLong("number")))
                .single();
        long deadlineNanos = System.nanoTime() + patience.toNanos();
        while (!hasEnded(latest)) {
            if (System.nanoTime() - deadlineNanos > 0) {
                return OptionalLong.empty();
            }
            LockSupport.parkNanos(EVERY.toNanos());
        }
        return OptionalLong.of(latest.seq());
    }

    private boolean hasEnded(Latest latest) {
        return jdbc.sql(ENDED).param(latest.number()).query(Boolean.class).single();
    }
}
