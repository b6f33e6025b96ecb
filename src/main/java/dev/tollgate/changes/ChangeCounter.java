package dev.tollgate.changes;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Tells every replica that something cached has changed: a row a topic, counted up by whoever changes something, and
 * read by each replica every 500 ms.
 *
 * <p>What was read is good for a second. A replica that can't read, because the database doesn't answer or the machine
 * stands still, knows no version then, and its caches aren't used: a change never goes unnoticed for longer.
 */
@Component
public class ChangeCounter implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeCounter.class);

    private final JdbcClient jdbc;
    private final long goodForNanos;
    private final ScheduledExecutorService reader = Executors.newSingleThreadScheduledExecutor(task -> {
        var thread = new Thread(task, "change-counter");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Sight sight;
    private volatile long changedHereNanos;
    private boolean failing;

    @Autowired
    public ChangeCounter(JdbcClient jdbc) {
        this(jdbc, Duration.ofMillis(500), Duration.ofSeconds(1));
    }

    ChangeCounter(JdbcClient jdbc, Duration readEvery, Duration goodFor) {
        this.jdbc = jdbc;
        this.goodForNanos = goodFor.toNanos();
        this.changedHereNanos = System.nanoTime();
        this.sight = new Sight(Map.of(), changedHereNanos - goodForNanos);
        var unused = reader.scheduleWithFixedDelay(this::readOrLog, 0, readEvery.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Makes a cache of what a topic stands for.
     *
     * @param sizeMax how many entries it keeps
     * @param ttl how long it keeps one, changed or not
     */
    public <K, V> WatchedCache<K, V> cache(String topic, int sizeMax, Duration ttl) {
        return new WatchedCache<>(this, topic, sizeMax, ttl);
    }

    /**
     * Counts a change in the transaction that makes it; after its commit this replica sees it at once, and each other
     * within a second. Let it be the transaction's last statement: the changes of a topic wait for each other.
     *
     * @throws IllegalStateException outside a transaction: a replica could read the count before the change
     */
    public void count(String topic) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a change is counted in its own transaction");
        }
        jdbc.sql("INSERT INTO change_counter AS c (topic, version) VALUES (?, 1)"
                        + " ON CONFLICT (topic) DO UPDATE SET version = c.version + 1")
                .param(topic)
                .update();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                changedHereNanos = System.nanoTime();
            }
        });
    }

    /** The topic's version, if it was read in the last second; 0 before its first change. */
    OptionalLong version(String topic) {
        Sight seen = sight;
        boolean old = System.nanoTime() - seen.begunNanos >= goodForNanos;
        boolean beforeOurChange = seen.begunNanos - changedHereNanos < 0;
        return old || beforeOurChange ? OptionalLong.empty() : OptionalLong.of(seen.versions.getOrDefault(topic, 0L));
    }

    /** Reads all versions now. */
    void read() {
        long begun = System.nanoTime();
        Map<String, Long> versions = new HashMap<>();
        jdbc.sql("SELECT topic, version FROM change_counter").query(row -> {
            versions.put(row.getString(1), row.getLong(2));
        });
        sight = new Sight(versions, begun);
    }

    private void readOrLog() {
        try {
            read();
            failing = false;
        } catch (RuntimeException | Error e) {
            if (!failing) {
                LOG.warn("Nobody knows what other replicas change; nothing is cached meanwhile: {}", e.getMessage());
            }
            failing = true;
        }
    }

    @Override
    public void destroy() throws InterruptedException {
        reader.shutdown();
        // A read that loses its database would be logged as a failure.
        var unused = reader.awaitTermination(1, TimeUnit.SECONDS);
    }

    /** What stood in the table at a time between {@code begunNanos} and the end of that read. */
    private record Sight(Map<String, Long> versions, long begunNanos) {}
}
