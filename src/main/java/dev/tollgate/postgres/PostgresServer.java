package dev.tollgate.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own, on one data folder, for as long as this object is open.
 *
 * <p>It listens on the loopback address alone, with a password, and keeps what it has acknowledged through a kill -9
 * of itself, of this process, or of both. While it is open, a server that ends by itself is started again.
 */
public final class PostgresServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);
    private static final String LOOPBACK = "127.0.0.1";
    private static final int START_ATTEMPTS = 3;
    private static final int START_WAIT_SECONDS = 600;

    /**
     * Durable as in production; room for a pool, jobs and an operator's psql. No statement here is long enough for the
     * JIT compiler, and fewer checkpoints mean fewer pages logged whole.
     */
    private static final Map<String, String> SETTINGS = Map.of(
            "fsync", "on",
            "synchronous_commit", "on",
            "full_page_writes", "on",
            "listen_addresses", LOOPBACK,
            "unix_socket_directories", "",
            "max_connections", "200",
            "shared_buffers", "128MB",
            "max_wal_size", "2GB",
            "jit", "off",
            "timezone", "UTC");

    private final DataFolder folder;
    private final FolderLock lock;
    private final int port;
    private final Supervisor supervisor;

    private PostgresServer(DataFolder folder, FolderLock lock, int port) {
        this.folder = folder;
        this.lock = lock;
        this.port = port;
        this.supervisor = Supervisor.of(() -> Orphans.postmaster(folder.path()).isPresent(), () -> {
            Orphans.clear(folder.path());
            Commands.Result result = start(folder, port);
            if (!result.succeeded()) {
                throw notStarted(folder, result);
            }
        });
    }

    /**
     * Starts a server on {@code dataFolder}, which is made if it doesn't exist.
     *
     * @param binaries where PostgreSQL's programs are, or get unpacked
     * @throws DataFolderInUse if another live instance holds the folder
     * @throws PostgresNotStarted if PostgreSQL doesn't start
     */
    public static PostgresServer start(Path dataFolder, Path binaries) {
        try {
            return start(dataFolder, binaries, OrdinaryUser.available());
        } catch (IOException e) {
            throw new PostgresNotStarted("PostgreSQL did not start on " + dataFolder + ": " + e.getMessage(), e);
        }
    }

    static PostgresServer start(Path dataFolder, Path binaries, OrdinaryUser user) throws IOException {
        Path path = dataFolder.toAbsolutePath().normalize();
        FolderLock lock = FolderLock.on(path);
        try {
            PostgresBinaries programs =
                    PostgresBinaries.installedIn(binaries.toAbsolutePath().normalize());
            return start(new DataFolder(path, programs, user), lock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static PostgresServer start(DataFolder folder, FolderLock lock) throws IOException {
        long startedAt = System.nanoTime();
        folder.create();
        int port = startOnFreePort(folder);
        log.info("PostgreSQL runs on {} at port {}, started in {} ms", folder.path(), port, millisSince(startedAt));
        return new PostgresServer(folder, lock, port);
    }

    private static int startOnFreePort(DataFolder folder) throws IOException {
        // Somebody may take the port between our look and PostgreSQL's, or an orphan may show up only now.
        for (int attempt = 1; ; attempt++) {
            Orphans.clear(folder.path());
            folder.rotateLog();
            int port = freePort();
            Commands.Result result = start(folder, port);
            if (result.succeeded()) {
                return port;
            }
            if (attempt == START_ATTEMPTS) {
                throw notStarted(folder, result);
            }
        }
    }

    private static Commands.Result start(DataFolder folder, int port) throws IOException {
        List<String> options = new ArrayList<>(List.of("-p", Integer.toString(port)));
        SETTINGS.forEach((name, value) -> options.addAll(List.of("-c", name + "=" + value)));
        return folder.run(
                "pg_ctl",
                "-D",
                folder.path().toString(),
                "-l",
                folder.logFile().toString(),
                "-o",
                String.join(" ", options),
                "-t",
                Integer.toString(START_WAIT_SECONDS),
                "-w",
                "start");
    }

    private static PostgresNotStarted notStarted(DataFolder folder, Commands.Result result) throws IOException {
        return new PostgresNotStarted("PostgreSQL did not start on " + folder.path() + ". " + result.output()
                + "\nThe end of its log, " + folder.logFile() + ":\n" + folder.logTail());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    /** Returns the URL of the database with this name; {@code postgres} is there from the start. */
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://" + LOOPBACK + ":" + port + "/" + database;
    }

    public String user() {
        return DataFolder.SUPERUSER;
    }

    public String password() {
        return folder.password();
    }

    /** Stops the server in good order, then lets go of the folder. */
    @Override
    public void close() throws IOException {
        long startedAt = System.nanoTime();
        supervisor.close();
        var postmaster = Orphans.postmaster(folder.path());
        if (postmaster.isPresent()) {
            Orphans.stop(folder.path(), postmaster.get());
        }
        lock.close();
        log.info("PostgreSQL stopped in {} ms", millisSince(startedAt));
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}
