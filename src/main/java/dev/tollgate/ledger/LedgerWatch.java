package dev.tollgate.ledger;

import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What metrics and health say of the ledger: the same on every replica, read from the database at most every 5 s.
 */
final class LedgerWatch {

    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final String READ = "SELECT (SELECT count(*) FROM hold WHERE state = 'PENDING') AS pending,"
            + " (SELECT count(*) FROM ledger_violation) AS violations,"
            + " coalesce(extract(epoch FROM now() - checked_at), -1)::bigint AS check_age FROM ledger_check";

    private final JdbcClient jdbc;
    private @Nullable Sight sight;
    private long readNanos;

    LedgerWatch(DataSource dataSource) {
        jdbc = JdbcClient.create(dataSource);
    }

    /** Null if the database doesn't answer. */
    synchronized @Nullable Sight look() {
        if (sight == null || System.nanoTime() - readNanos > FRESH.toNanos()) {
            sight = read();
            readNanos = System.nanoTime();
        }
        return sight;
    }

    private @Nullable Sight read() {
        try {
            return jdbc.sql(READ)
                    .query((row, number) ->
                            new Sight(row.getLong("pending"), row.getLong("violations"), row.getLong("check_age")))
                    .single();
        } catch (DataAccessException e) {
            return null;
        }
    }

    /**
     * One look at the books.
     *
     * @param checkAgeSeconds since the last invariant check, -1 before the first
     */
    record Sight(long holdsPending, long violations, long checkAgeSeconds) {}
}
