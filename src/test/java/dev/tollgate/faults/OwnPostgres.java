package dev.tollgate.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The PostgreSQL that an application started by itself, from outside: to look into, to stop, to kill. */
final class OwnPostgres {

    static final String USER = "tollgate";
    private static final int PORT_LINE = 3;

    private final Path folder;
    private final int port;

    OwnPostgres(Path folder) {
        this.folder = folder;
        this.port = Integer.parseInt(pidFile(folder).get(PORT_LINE).strip());
    }

    String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    String password() {
        try {
            return Files.readString(folder.resolve("tollgate.password")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its first process, while there is one. */
    Optional<ProcessHandle> postmaster() {
        return postmaster(folder);
    }

    private static Optional<ProcessHandle> postmaster(Path folder) {
        return Files.exists(folder.resolve("postmaster.pid"))
                ? ProcessHandle.of(Long.parseLong(pidFile(folder).get(0).strip()))
                : Optional.empty();
    }

    /** Stops it in good order, as an operator would who has forgotten whose it is. */
    void stop() throws Exception {
        long pid = postmaster().orElseThrow().pid();
        new ProcessBuilder("kill", "-INT", Long.toString(pid)).start().waitFor();
    }

    /** kill -9 of the postmaster alone; its backends notice. */
    void killPostmaster() {
        postmaster().orElseThrow().destroyForcibly();
    }

    /** kill -9 of all its processes. */
    void kill() {
        killIn(folder);
    }

    /** The same, of an application that has perhaps not started. */
    static void killIn(Path folder) {
        postmaster(folder).ifPresent(first -> {
            List<ProcessHandle> all = new ArrayList<>(first.descendants().toList());
            all.add(0, first);
            all.forEach(ProcessHandle::destroyForcibly);
        });
    }

    private static List<String> pidFile(Path folder) {
        try {
            return Files.readAllLines(folder.resolve("postmaster.pid"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
