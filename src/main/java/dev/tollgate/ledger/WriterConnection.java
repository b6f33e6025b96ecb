package dev.tollgate.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The connection that the writer keeps, so that its statements stay planned.
 *
 * <p>Their plans are the same whatever the tables hold: loops over the group with index look-ups. Left alone,
 * PostgreSQL plans them for the empty tables of the first minute, by scanning them, or anew for each group.
 */
final class WriterConnection implements AutoCloseable {

    // Settings that an engine doesn't know are left out.
    private static final String SETTLE_PLANS = "SELECT set_config(name, w.value, false) FROM pg_settings JOIN (VALUES"
            + " ('plan_cache_mode', 'force_generic_plan'), ('jit', 'off'), ('enable_seqscan', 'off'),"
            + " ('enable_bitmapscan', 'off'), ('enable_hashjoin', 'off'), ('enable_mergejoin', 'off'))"
            + " AS w (name, value) USING (name)";
    /** Then the pool may look after it. */
    private static final Duration KEPT_MAX = Duration.ofMinutes(10);

    private final DataSource dataSource;
    private @Nullable Connection connection;
    private long openedNanos;

    WriterConnection(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** The connection, in no transaction. */
    Connection get() throws SQLException {
        if (connection != null && System.nanoTime() - openedNanos > KEPT_MAX.toNanos()) {
            close();
        }
        Connection open = connection;
        if (open == null) {
            open = dataSource.getConnection();
            connection = open;
            openedNanos = System.nanoTime();
            open.setAutoCommit(true);
            execute(open, SETTLE_PLANS);
        }
        return open;
    }

    /** Ends what was begun; a connection that can't is given up. */
    void rollback(Throwable failure) {
        Connection open = connection;
        if (open == null) {
            return;
        }
        try {
            if (!open.getAutoCommit()) {
                open.rollback();
                open.setAutoCommit(true);
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
            abandon(failure);
        }
    }

    /** Gives up a connection that is of no use any more; the next one is another. */
    void abandon(Throwable failure) {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                failure.addSuppressed(e);
            }
        }
    }

    /** Returns the connection as it was. */
    @Override
    public void close() throws SQLException {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try (open) {
                execute(open, "RESET ALL");
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
