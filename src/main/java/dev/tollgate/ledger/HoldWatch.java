package dev.tollgate.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Whether a hold past its expiry is a dead process's.
 *
 * <p>After an outage of the database, or a jump of its clock, the holds of every replica may be past their expiry. So
 * whoever renews or sweeps writes down when. After a silence of a third of a hold's life, the time between two renewals,
 * nobody sweeps for half a hold's life, in which all who live renew theirs. A shorter one leaves time for a renewal that
 * hangs on a lost connection.
 */
final class HoldWatch {

    // least: nor for longer, where the clock has jumped back
    private static final String LOOK = """
            UPDATE hold_watch SET seen_at = t.now,
                sweep_from = CASE WHEN seen_at < t.now - t.life / 3 THEN t.now + t.life / 2
                    ELSE least(sweep_from, t.now + t.life / 2) END
            FROM (SELECT clock_timestamp() AS now, make_interval(secs => ?) AS life) AS t
            RETURNING sweep_from <= t.now""";

    private final double holdTtlSeconds;

    /** @param holdTtl how long a hold lives that isn't renewed */
    HoldWatch(Duration holdTtl) {
        holdTtlSeconds = holdTtl.toMillis() / 1000.0;
    }

    /**
     * Writes down that somebody is here; true if expired holds may be swept.
     *
     * @param connection commits each statement
     */
    boolean look(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOOK)) {
            statement.setDouble(1, holdTtlSeconds);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }
}
