package dev.tollgate.replicas;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * This process among those that share the database: a row that says, every ten seconds, that it lives.
 *
 * <p>What it leaves unfinished carries its id, so that others know that nobody will finish it.
 */
@Component
public class Replica implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private final UUID id = UUID.randomUUID();
    private final JdbcClient jdbc;
    private final ReplicaSettings settings;
    private @Nullable ScheduledExecutorService timer;

    public Replica(JdbcClient jdbc, ReplicaSettings settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /** Its name in the tables; another one at each start. */
    public UUID id() {
        return id;
    }

    /** For how long nothing was heard of a process that is taken for dead. */
    public Duration deadAfter() {
        return settings.deadAfter();
    }

    /**
     * Says now that this process lives.
     *
     * @throws org.springframework.dao.DataAccessException if the database doesn't answer
     */
    public void beat() {
        jdbc.sql("INSERT INTO replica (id, host, seen_at) VALUES (?, ?, clock_timestamp())"
                        + " ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at")
                .params(id, host())
                .update();
    }

    @Override
    public synchronized void start() {
        beat(); // before the first call: what it begins must not look like a dead process's
        jdbc.sql("DELETE FROM replica WHERE seen_at < clock_timestamp() - make_interval(secs => ?)")
                .param(REMEMBERED.toSeconds())
                .update();
        timer = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, "replica-beat");
            thread.setDaemon(true);
            return thread;
        });
        long everyMs = settings.beatEvery().toMillis();
        var unused = timer.scheduleWithFixedDelay(this::beatOrLog, everyMs, everyMs, TimeUnit.MILLISECONDS);
    }

    private void beatOrLog() {
        try {
            beat();
        } catch (RuntimeException | Error e) {
            LOG.warn("This replica could not say that it lives; trying again: {}", e.getMessage());
        }
    }

    /** What it has left unfinished all the same is nobody's from now on. */
    @Override
    public synchronized void stop() {
        if (timer == null) {
            return;
        }
        timer.shutdown();
        timer = null;
        try {
            jdbc.sql("DELETE FROM replica WHERE id = ?").param(id).update();
        } catch (RuntimeException e) {
            LOG.warn("This replica could not say that it ends: {}", e.getMessage());
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return timer != null;
    }

    /** Lower than the web server's, so that it lives before the first call and until the last one's end. */
    @Override
    public int getPhase() {
        return 0;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }
}
