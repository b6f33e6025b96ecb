package dev.tollgate.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
            + " ('enable_bitmapscan', 'off'), ('enable_hashjoin', 'off'), ('enable_mergejoin', 'off'),"
            + " ('lock_timeout', '1500ms'))"
            + " AS w (name, value) USING (name)";
    /** How long the server may be silent: more than it waits for locks, less than a settlement is tried. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(20);
    /** Then the pool may look after it. */
    private static final Duration KEPT_MAX = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(WriterConnection.class);

    private final DataSource dataSource;
    private final Duration silenceMax;
    private @Nullable Connection connection;
    private long openedNanos;

    /** @param silenceMax after which a connection counts as lost */
    WriterConnection(DataSource dataSource, Duration silenceMax) {
        this.dataSource = dataSource;
        this.silenceMax = silenceMax;
    }

    /** The connection, in no transaction. */
    Connection get() throws SQLException {
        Connection open = connection;
        if (open == null) {
            open = open();
            keep(open);
        } else if (System.nanoTime() - openedNanos > KEPT_MAX.toNanos()) {
            open = rotate(open);
        }
        return open;
    }

    /** Takes the next one first: while the pool has none, the old one does. */
    private Connection rotate(Connection old) {
        Connection next = old;
        try {
            next = open();
            close();
        } catch (SQLException e) {
            LOG.debug("The writer's connection was not returned, or no other was to be had", e);
        }
        keep(next);
        return next;
    }

    private void keep(Connection open) {
        connection = open;
        openedNanos = System.nanoTime();
    }

    private Connection open() throws SQLException {
        Connection open = dataSource.getConnection();
        try {
            open.setNetworkTimeout(Runnable::run, Math.toIntExact(silenceMax.toMillis()));
            open.setAutoCommit(true);
            execute(open, SETTLE_PLANS);
            return open;
        } catch (SQLException | RuntimeException failure) {
            discard(open, failure);
            throw failure;
        }
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
            discard(open, failure);
        }
    }

    /** Aborted, so that the pool gives it to nobody else: it has our settings, or is out of step, or read-only. */
    private static void discard(Connection open, Throwable failure) {
        try (open) {
            open.abort(Runnable::run);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /** Returns the connection as it was. */
    @Override
    public void close() throws SQLException {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                execute(open, "RESET ALL");
            } catch (SQLException failure) {
                discard(open, failure);
                throw failure;
            }
            open.close();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
