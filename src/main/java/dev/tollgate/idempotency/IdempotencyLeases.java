package dev.tollgate.idempotency;

import dev.tollgate.idempotency.Claim.Claimed;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Keeps the claims of this process's running calls alive, with one statement every 30 s for all of them.
 *
 * <p>A claim leaves the list when it is completed or released, when the database says that it isn't running any more
 * (it was completed as a rider, or taken over), or after ten times the longest call, so that one that was forgotten can't block
 * its key for ever. It stops after the web server, since a stream may run until then.
 */
@Component
class IdempotencyLeases implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(IdempotencyLeases.class);
    private static final int RENEWALS_PER_LEASE = 3;

    private final JdbcTemplate jdbc;
    private final Duration lease;
    private final Duration keepFor;

    /** When each claim was made, by System.nanoTime. */
    private final Map<Claimed, Long> running = new ConcurrentHashMap<>();

    private @Nullable ScheduledExecutorService timer;

    /** Leases of 90 s, as long as a hold lives. */
    IdempotencyLeases(DataSource dataSource) {
        this(dataSource, Duration.ofSeconds(90), Duration.ofHours(5));
    }

    /**
     * @param lease how long a claim lives without being renewed; as long as a hold
     * @param keepFor for how long it is renewed; longer than any call may take
     */
    @Autowired
    IdempotencyLeases(
            DataSource dataSource,
            @Value("${tollgate.ledger.hold-ttl:90s}") Duration lease,
            @Value("${tollgate.ledger.renew-for:5h}") Duration keepFor) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.lease = lease;
        this.keepFor = keepFor;
    }

    Duration lease() {
        return lease;
    }

    void keep(Claimed claim) {
        running.put(claim, System.nanoTime());
    }

    void forget(Claimed claim) {
        running.remove(claim);
    }

    Set<Claimed> running() {
        return Set.copyOf(running.keySet());
    }

    /** Renews the leases of all running claims. */
    void renew() {
        long now = System.nanoTime();
        running.values().removeIf(since -> now - since > keepFor.toNanos());
        List<Claimed> claims = List.copyOf(running.keySet());
        if (claims.isEmpty()) {
            return;
        }
        Set<Claimed> alive = jdbc.execute((Connection connection) -> renew(connection, claims));
        for (Claimed claim : claims) {
            if (alive != null && !alive.contains(claim)) {
                running.remove(claim);
            }
        }
    }

    private Set<Claimed> renew(Connection connection, List<Claimed> claims) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(IdempotencySql.RENEW)) {
            statement.setArray(
                    1,
                    array(
                            connection,
                            "text",
                            claims.stream().map(Claimed::scope).toArray()));
            statement.setArray(
                    2,
                    array(connection, "text", claims.stream().map(Claimed::key).toArray()));
            statement.setArray(
                    3,
                    array(
                            connection,
                            "bigint",
                            claims.stream().map(Claimed::fence).toArray()));
            statement.setLong(4, lease.toSeconds());
            Set<Claimed> alive = new HashSet<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    alive.add(new Claimed(rows.getString(1), rows.getString(2), rows.getLong(3)));
                }
            }
            return alive;
        }
    }

    private static Array array(Connection connection, String type, Object[] values) throws SQLException {
        return connection.createArrayOf(type, values);
    }

    private void renewOrLog() {
        try {
            renew();
        } catch (RuntimeException e) {
            LOG.warn(
                    "The leases of running idempotency keys couldn't be renewed; trying again in {} ms",
                    renewEveryMs(),
                    e);
        }
    }

    @Override
    public synchronized void start() {
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "idempotency-leases");
            thread.setDaemon(true);
            return thread;
        });
        var unused =
                timer.scheduleWithFixedDelay(this::renewOrLog, renewEveryMs(), renewEveryMs(), TimeUnit.MILLISECONDS);
    }

    /** 30 s, of a lease of 90 s. */
    private long renewEveryMs() {
        return lease.toMillis() / RENEWALS_PER_LEASE;
    }

    @Override
    public synchronized void stop() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }

    /** Lower than the web server's, so that it starts before it and stops after its running calls. */
    @Override
    public int getPhase() {
        return 0;
    }
}
