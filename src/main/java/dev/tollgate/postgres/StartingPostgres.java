package dev.tollgate.postgres;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** A PostgreSQL server that starts on a thread of its own. */
final class StartingPostgres implements AutoCloseable {

    private final CompletableFuture<PostgresServer> server;

    StartingPostgres(Supplier<PostgresServer> start) {
        server = CompletableFuture.supplyAsync(start, task -> {
            Thread daemon = new Thread(task, "postgres-start");
            daemon.setDaemon(true);
            daemon.start();
        });
    }

    /**
     * Waits until it has started.
     *
     * @throws DataFolderInUse if another live instance holds the folder
     * @throws PostgresNotStarted if PostgreSQL doesn't start
     */
    PostgresServer started() {
        try {
            return server.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }

    /** Stops it, once it has started. */
    @Override
    public void close() throws IOException {
        PostgresServer started = server.exceptionally(notStarted -> null).join();
        if (started != null) {
            started.close();
        }
    }
}
