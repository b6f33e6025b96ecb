package dev.tollgate.metering;

import dev.tollgate.ledger.LostHold;
import dev.tollgate.ledger.LostHoldRecord;
import dev.tollgate.ledger.Rider;
import dev.tollgate.replicas.Replica;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Calls whose process died: each ends as a usage row with outcome {@code lost} and what was charged, so that the usage
 * rows of an account still add up to what it paid.
 *
 * <p>One that was charged before its answer has a row that says {@code in_progress}, and {@link #sweep} ends it. Any
 * other still has its hold, and its row is written with the hold's resolution.
 */
@Component
public class LostCalls implements LostHoldRecord {

    private static final Logger LOG = LoggerFactory.getLogger(LostCalls.class);
    private static final Pattern OF_A_KEY = Pattern.compile("key:\\d{1,18}");
    private static final String UNKNOWN = "unknown";
    private static final String END = """
            UPDATE usage SET outcome = 'lost' WHERE outcome = 'in_progress' AND NOT EXISTS (
                SELECT 1 FROM replica r WHERE r.id = usage.replica
                AND r.seen_at > clock_timestamp() - make_interval(secs => ?))
            RETURNING request_id""";

    private final JdbcClient jdbc;
    private final Replica replica;

    LostCalls(JdbcClient jdbc, Replica replica) {
        this.jdbc = jdbc;
        this.replica = replica;
    }

    /** The model and the price were known to the dead process alone. */
    @Override
    public Rider of(LostHold hold) {
        return new UsageRow(
                        hold.id(),
                        hold.requestId(),
                        hold.account().owner(),
                        hold.purpose(),
                        UNKNOWN,
                        TokenUsage.NONE,
                        0,
                        null,
                        Outcome.LOST,
                        null,
                        hold.charged(),
                        hold.account().asset().code(),
                        UNKNOWN,
                        keyId(hold.allowance()),
                        null,
                        null)
                .rider();
    }

    /** The allowance of an API key is named after it. */
    private static @Nullable Long keyId(@Nullable String allowance) {
        return allowance != null && OF_A_KEY.matcher(allowance).matches()
                ? Long.valueOf(allowance.substring("key:".length()))
                : null;
    }

    /**
     * Ends the rows of dead processes. A process that was only taken for dead writes the true end over it.
     *
     * @return how many
     * @throws org.springframework.dao.DataAccessException if the database doesn't answer; the next sweep goes on
     */
    public int sweep() {
        replica.beat(); // after an outage nobody's beat is recent, though our calls still run
        List<String> lost = jdbc.sql(END)
                .param(replica.deadAfter().toMillis() / 1000.0)
                .query(String.class)
                .list();
        lost.forEach(
                request -> LOG.warn("The call of request {} was lost with its process, after its charge", request));
        return lost.size();
    }
}
