package dev.tollgate.postgres;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends what an earlier run left behind on a data folder: a PostgreSQL that outlived its application's kill -9, its
 * last backends, a stale {@code postmaster.pid}.
 *
 * <p>Only for whoever holds the {@link FolderLock}: then nothing that runs here has an owner any more.
 */
final class Orphans {

    private static final Logger log = LoggerFactory.getLogger(Orphans.class);
    private static final Duration STOP_WAIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(10);

    private Orphans() {}

    static void clear(Path folder) throws IOException {
        Optional<ProcessHandle> postmaster = postmaster(folder);
        if (postmaster.isPresent()) {
            log.warn(
                    "Stopping the PostgreSQL that an earlier run left behind (process {})",
                    postmaster.get().pid());
            stop(folder, postmaster.get());
        }
        // Backends of a killed postmaster notice and leave; a second one must not start before they have.
        if (!await(() -> PostgresProcesses.in(folder).isEmpty(), STOP_WAIT)) {
            throw new PostgresNotStarted("PostgreSQL processes of an earlier run still use " + folder + ": "
                    + PostgresProcesses.in(folder).stream()
                            .map(ProcessHandle::pid)
                            .toList()
                    + ". End them, then start again.");
        }
        if (Files.deleteIfExists(PostmasterFile.in(folder))) {
            log.warn("An earlier PostgreSQL on {} was killed; it recovers from its log now", folder);
        }
    }

    /** Stops a postmaster: disconnects clients, writes a checkpoint, ends; at once if that takes too long. */
    static void stop(Path folder, ProcessHandle postmaster) throws IOException {
        PostgresProcesses.signal(postmaster, "INT");
        if (await(() -> !PostgresProcesses.serves(postmaster, folder), STOP_WAIT)) {
            return;
        }
        log.warn(
                "PostgreSQL (process {}) did not stop in {}; it will recover from its log",
                postmaster.pid(),
                STOP_WAIT);
        PostgresProcesses.signal(postmaster, "QUIT");
        await(() -> !PostgresProcesses.serves(postmaster, folder), STOP_WAIT);
    }

    /** Returns the live postmaster on the folder; also one so young that it hasn't written its file yet. */
    static Optional<ProcessHandle> postmaster(Path folder) throws IOException {
        return PostmasterFile.read(folder)
                .flatMap(file -> ProcessHandle.of(file.pid()))
                .filter(process -> PostgresProcesses.serves(process, folder))
                .or(() -> PostgresProcesses.in(folder).stream()
                        .filter(PostgresProcesses::isPostmaster)
                        .findFirst());
    }

    private static boolean await(BooleanSupplier condition, Duration wait) throws IOException {
        long deadline = System.nanoTime() + wait.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            try {
                Thread.sleep(POLL.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("Interrupted while waiting for PostgreSQL to stop");
            }
        }
        return true;
    }
}
