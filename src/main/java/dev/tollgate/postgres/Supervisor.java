package dev.tollgate.postgres;

import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every half second whether a server runs, and starts it again if it doesn't: at once, and after a failure with
 * pauses that grow to half a minute, for ever. A full disk may have room again one day.
 */
final class Supervisor implements AutoCloseable {

    interface Check {
        /** Whether the server's first process is there. */
        boolean runs() throws IOException;
    }

    /** Starts the server and returns once it answers. */
    interface Start {
        /** @throws PostgresNotStarted if it doesn't start */
        void run() throws IOException;
    }

    private static final Logger log = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Check check;
    private final Start start;
    private final Duration lookEvery;
    private final Duration firstPause;
    private final Thread thread = new Thread(this::watch, "postgres-supervisor");
    private volatile boolean closing;

    private Supervisor(Check check, Start start, Duration lookEvery, Duration firstPause) {
        this.check = check;
        this.start = start;
        this.lookEvery = lookEvery;
        this.firstPause = firstPause;
    }

    /** Begins to watch a server that runs. */
    static Supervisor of(Check check, Start start) {
        return of(check, start, LOOK_EVERY, FIRST_PAUSE);
    }

    static Supervisor of(Check check, Start start, Duration lookEvery, Duration firstPause) {
        Supervisor supervisor = new Supervisor(check, start, lookEvery, firstPause);
        supervisor.thread.setDaemon(true);
        supervisor.thread.start();
        return supervisor;
    }

    /** Ends the watch, and waits for a start that is under way: nobody else may touch the server before. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        Duration failurePause = firstPause;
        while (!closing) {
            try {
                Thread.sleep(lookEvery.toMillis());
                if (check.runs()) {
                    failurePause = firstPause;
                } else if (!startAgain()) {
                    Thread.sleep(failurePause.toMillis());
                    failurePause = shorter(failurePause.multipliedBy(2), LONGEST_PAUSE);
                }
            } catch (InterruptedException e) {
                return;
            } catch (IOException | RuntimeException | OutOfMemoryError e) { // the watch outlives a shortage of memory
                log.warn("Cannot see whether PostgreSQL runs: {}", e.toString());
            }
        }
    }

    private boolean startAgain() {
        log.error("PostgreSQL has ended by itself; starting it again");
        try {
            start.run();
            log.warn("PostgreSQL runs again");
            return true;
        } catch (IOException | RuntimeException e) {
            if (!closing) {
                log.error("PostgreSQL did not start again; trying once more soon. {}", e.getMessage());
            }
            return false;
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
