package dev.tollgate.quota;

import java.time.LocalDate;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Closes the days that are over: archives what was counted in them, and prunes.
 *
 * <p>A count has its day in its key, so no run grants anything, however late, often or at once on several replicas. The
 * counts of a day stay for another day after it: a request that was under way at midnight, or a clock that is put back,
 * finds them as they were. Then they are deleted, and what came to them since the close is in the archive as well. Days
 * without requests leave nothing.
 */
public final class DayClose {

    private static final String DAYS_KEPT = "400";
    private static final LocalDate BEFORE_ALL = LocalDate.EPOCH;

    private static final String NEXT = """
            SELECT day FROM request_count WHERE day > :day AND day < {today} ORDER BY day LIMIT 1
            """;
    private static final String CLOSE = """
            INSERT INTO request_day (day, closed_at) SELECT :day, {now} WHERE :day < {today} ON CONFLICT DO NOTHING
            """;
    private static final String ARCHIVE = """
            INSERT INTO request_day_closed (day, subject, requests)
            SELECT day, subject, requests FROM request_count WHERE day = :day
            ON CONFLICT (day, subject) DO NOTHING
            """;
    private static final String LOCK_OLD = """
            SELECT day FROM request_day WHERE day = :day AND day < {today} - 1 FOR UPDATE
            """;
    private static final String PRUNE = """
            WITH gone AS (DELETE FROM request_count WHERE day = :day RETURNING day, subject, requests)
            INSERT INTO request_day_closed AS archived (day, subject, requests) SELECT * FROM gone
            ON CONFLICT (day, subject) DO UPDATE SET requests = greatest(archived.requests, excluded.requests)
            """;
    private static final String FORGET_DAYS = "DELETE FROM request_day WHERE day < {today} - " + DAYS_KEPT;
    private static final String FORGET_COUNTS = "DELETE FROM request_day_closed WHERE day < {today} - " + DAYS_KEPT;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final BusinessDay businessDay;

    DayClose(JdbcClient jdbc, TransactionTemplate transaction, BusinessDay businessDay) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.businessDay = businessDay;
    }

    /** Closes what is over, a transaction a day, and forgets what was archived more than 400 days ago. */
    public void close() {
        for (Optional<LocalDate> day = after(BEFORE_ALL); day.isPresent(); day = after(day.get())) {
            LocalDate over = day.get();
            transaction.executeWithoutResult(status -> close(over));
        }
        transaction.executeWithoutResult(status -> {
            sql(FORGET_DAYS).update(); // first: of two replicas, the second waits here
            sql(FORGET_COUNTS).update();
        });
    }

    private Optional<LocalDate> after(LocalDate day) {
        return sql(NEXT).param("day", day).query(LocalDate.class).optional();
    }

    private void close(LocalDate day) {
        boolean closedNow = sql(CLOSE).param("day", day).update() == 1;
        if (closedNow) {
            sql(ARCHIVE).param("day", day).update();
        }
        boolean old = sql(LOCK_OLD)
                .param("day", day)
                .query(LocalDate.class)
                .optional()
                .isPresent();
        if (old) {
            sql(PRUNE).param("day", day).update();
        }
    }

    private JdbcClient.StatementSpec sql(String statement) {
        return jdbc.sql(businessDay.in(statement));
    }
}
