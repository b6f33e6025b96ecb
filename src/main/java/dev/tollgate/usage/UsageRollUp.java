package dev.tollgate.usage;

import dev.tollgate.ledger.FinishedHistory;
import java.time.ZoneId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Adds usage rows up by hours of {@code BUSINESS_ZONE}, each once and with its final numbers, so that a report has only
 * the latest to add.
 *
 * <p>What counts stands in the view {@code usage_event}; how far it is added up, and the sums, change in one transaction.
 */
public final class UsageRollUp {

    private static final Logger LOG = LoggerFactory.getLogger(UsageRollUp.class);
    private static final int STEP = 10_000;
    private static final String ADD = """
            INSERT INTO usage_hour AS known
            SELECT date_trunc('hour', created_at, :zone), owner, key_id, model, asset, sum(sign),
                coalesce(sum(sign) FILTER (WHERE outcome <> 'ok'), 0), sum(sign * input_tokens), sum(sign * output_tokens),
                sum(sign * cache_write_tokens), sum(sign * cache_read_tokens), sum(sign * charge), sum(sign * duration_ms),
                coalesce(sum(sign * first_token_ms), 0), coalesce(sum(sign) FILTER (WHERE first_token_ms IS NOT NULL), 0)
            FROM usage_event WHERE seq > :since AND seq <= :until
            GROUP BY 1, 2, 3, 4, 5
            ON CONFLICT (owner, hour, key_id, model, asset) DO UPDATE SET
                requests = known.requests + excluded.requests,
                failed = known.failed + excluded.failed,
                input_tokens = known.input_tokens + excluded.input_tokens,
                output_tokens = known.output_tokens + excluded.output_tokens,
                cache_write_tokens = known.cache_write_tokens + excluded.cache_write_tokens,
                cache_read_tokens = known.cache_read_tokens + excluded.cache_read_tokens,
                cost = known.cost + excluded.cost,
                duration_ms = known.duration_ms + excluded.duration_ms,
                first_token_ms = known.first_token_ms + excluded.first_token_ms,
                first_tokens = known.first_tokens + excluded.first_tokens
            """;

    private final FinishedHistory history;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ZoneId zone;
    private final int step;

    UsageRollUp(FinishedHistory history, JdbcClient jdbc, TransactionTemplate transaction, ZoneId zone) {
        this(history, jdbc, transaction, zone, STEP);
    }

    /** @param step how many rows a transaction adds at most */
    UsageRollUp(FinishedHistory history, JdbcClient jdbc, TransactionTemplate transaction, ZoneId zone, int step) {
        this.history = history;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.zone = zone;
        this.step = step;
    }

    /**
     * Adds what is new, in steps of a transaction each, to where no row will come in between any more. While a
     * transaction stays open for long, nothing is added, and the next run goes on.
     */
    public void rollUp() {
        FinishedHistory.End end = history.end();
        if (!end.finished()) {
            LOG.warn("Usage is not added up: a transaction stays open");
            return;
        }
        while (addStep(end.seq())) {
            // the next one
        }
    }

    /** Returns whether there is more. */
    private boolean addStep(long end) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            long since = jdbc.sql("SELECT seq FROM usage_rolled FOR UPDATE")
                    .query(Long.class)
                    .single();
            long until = Math.min(since + step, end);
            if (until <= since) {
                return false;
            }
            jdbc.sql(ADD)
                    .param("zone", zone.getId())
                    .param("since", since)
                    .param("until", until)
                    .update();
            jdbc.sql("DELETE FROM usage_replaced WHERE replaced_by <= ?")
                    .param(until)
                    .update();
            jdbc.sql("UPDATE usage_rolled SET seq = ?").param(until).update();
            return until < end;
        }));
    }
}
