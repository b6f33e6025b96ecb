package dev.tollgate.health;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Asks the database for an answer, within a time.
 *
 * <p>On one thread of its own: a pool without a free connection keeps its callers waiting for longer than a health check
 * can, and however many checks come meanwhile, one waits there.
 */
final class DatabaseHealth implements AutoCloseable {

    private final ExecutorService thread = Executors.newSingleThreadExecutor(runnable -> {
        Thread daemon = new Thread(runnable, "database-health");
        daemon.setDaemon(true);
        return daemon;
    });
    private final JdbcClient jdbc;
    private final Duration timeout;

    DatabaseHealth(JdbcClient jdbc, Duration timeout) {
        this.jdbc = jdbc;
        this.timeout = timeout;
    }

    /** Completes with false if there is no answer in time; never fails. */
    CompletableFuture<Boolean> look() {
        return CompletableFuture.supplyAsync(this::answers, thread)
                .completeOnTimeout(false, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean answers() {
        try {
            return jdbc.sql("SELECT 1").query(Integer.class).single() == 1;
        } catch (DataAccessException e) {
            return false;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
