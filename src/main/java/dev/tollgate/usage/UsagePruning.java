package dev.tollgate.usage;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Forgets old usage rows; what they added up to stays. */
public final class UsagePruning {

    private static final int PRUNED_AT_ONCE = 5_000;

    /** Rows were written in the order of their seq, so the old ones are the first; one in progress stays. */
    private static final String PRUNE = """
            WITH rolled AS (
                SELECT seq FROM usage_rolled
            ), oldest AS (
                SELECT hold_id FROM usage WHERE seq <= (SELECT seq FROM rolled) AND outcome <> 'in_progress'
                ORDER BY seq LIMIT ?
            )
            DELETE FROM usage u USING oldest o
            WHERE u.hold_id = o.hold_id AND u.created_at < now() - make_interval(days => ?)
                AND u.seq <= (SELECT seq FROM rolled)
            """;

    private final JdbcClient jdbc;
    private final @Nullable Integer keepDays;
    private final int batch;

    /** @throws IllegalArgumentException unless rows are kept for a day at least */
    UsagePruning(JdbcClient jdbc, @Nullable Integer keepDays) {
        this(jdbc, keepDays, PRUNED_AT_ONCE);
    }

    UsagePruning(JdbcClient jdbc, @Nullable Integer keepDays, int batch) {
        if (keepDays != null && keepDays < 1) {
            throw new IllegalArgumentException(
                    "USAGE_KEEP_DAYS must be 1 or more, or nothing for ever, not " + keepDays);
        }
        this.jdbc = jdbc;
        this.keepDays = keepDays;
        this.batch = batch;
    }

    /**
     * Deletes the rows that are too old and added up, in batches of a transaction each.
     *
     * @return how many
     */
    public long prune() {
        if (keepDays == null) {
            return 0;
        }
        long pruned = 0;
        int deleted;
        do {
            deleted = jdbc.sql(PRUNE).params(batch, keepDays).update();
            pruned += deleted;
        } while (deleted == batch);
        return pruned;
    }
}
