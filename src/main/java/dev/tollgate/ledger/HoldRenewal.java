package dev.tollgate.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the holds of this process's running calls from expiring, with one statement every 30 s, and says that it does.
 *
 * <p>So only the holds of a dead process expire. A hold that nobody resolves is dropped after a while, or a forgotten
 * one would stay for as long as the process runs.
 */
final class HoldRenewal implements AutoCloseable {

    // SKIP LOCKED: a locked hold is just being resolved, and waiting for it could deadlock with a group.
    private static final String RENEW =
            "UPDATE hold SET expires_at = clock_timestamp() + make_interval(secs => ?) WHERE id IN"
                    + " (SELECT id FROM hold WHERE id = ANY(?) AND state = 'PENDING' FOR UPDATE SKIP LOCKED)";
    private static final int RETRIES_PER_INTERVAL = 30;
    private static final Logger LOG = LoggerFactory.getLogger(HoldRenewal.class);

    private final Map<UUID, Long> addedNanos = new ConcurrentHashMap<>();
    private final DataSource dataSource;
    private final HoldWatch watch;
    private final Duration ttl;
    private final Duration renewFor;
    private final long everyMs;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "ledger-hold-renewal");
        thread.setDaemon(true);
        return thread;
    });

    HoldRenewal(DataSource dataSource, LedgerSettings settings) {
        this.dataSource = dataSource;
        this.watch = new HoldWatch(settings.holdTtl());
        this.ttl = settings.holdTtl();
        this.renewFor = settings.renewFor();
        this.everyMs = settings.renewEvery().toMillis();
        renewIn(everyMs);
    }

    void add(UUID holdId) {
        addedNanos.put(holdId, System.nanoTime());
    }

    void remove(UUID holdId) {
        addedNanos.remove(holdId);
    }

    int size() {
        return addedNanos.size();
    }

    /**
     * What a renewal came to.
     *
     * @param holds how many were renewed
     * @param maySweep whether expired holds are dead processes' now, by {@link HoldWatch}
     */
    record Renewed(int holds, boolean maySweep) {}

    /** Renews now. */
    Renewed renew() throws SQLException {
        dropForgotten();
        Object[] ids = addedNanos.keySet().toArray();
        try (Connection connection = dataSource.getConnection()) {
            // A flow that was dropped silently must not stop the renewals.
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(WriterConnection.SILENCE_MAX.toMillis()));
            int holds = ids.length == 0 ? 0 : renew(connection, ids);
            return new Renewed(holds, watch.look(connection));
        }
    }

    private int renew(Connection connection, Object[] ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(RENEW)) {
            statement.setDouble(1, ttl.toMillis() / 1000.0);
            statement.setArray(2, connection.createArrayOf("uuid", ids));
            return statement.executeUpdate();
        }
    }

    /** After a failure it tries again soon: a sweep may come first, and holds don't wait for ever. */
    private void renewAndGoOn() {
        try {
            var unused = renew();
            renewIn(everyMs);
        } catch (SQLException | RuntimeException e) {
            LOG.warn("Could not renew {} holds; trying again: {}", addedNanos.size(), e.getMessage());
            renewIn(everyMs / RETRIES_PER_INTERVAL);
        }
    }

    private void renewIn(long ms) {
        if (!timer.isShutdown()) {
            var unused = timer.schedule(this::renewAndGoOn, ms, TimeUnit.MILLISECONDS);
        }
    }

    private void dropForgotten() {
        long now = System.nanoTime();
        addedNanos.entrySet().removeIf(hold -> {
            boolean forgotten = now - hold.getValue() > renewFor.toNanos();
            if (forgotten) {
                LOG.error("Hold {} was never resolved; it is left to expire", hold.getKey());
            }
            return forgotten;
        });
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
