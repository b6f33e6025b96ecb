package dev.tollgate.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * The folder that holds a PostgreSQL cluster.
 *
 * <p>A new cluster is made beside its final place and renamed into it, so that a process killed during initdb leaves
 * nothing that a later start would take for a database.
 */
record DataFolder(Path path, PostgresBinaries binaries, OrdinaryUser user) {

    private static final Logger log = LoggerFactory.getLogger(DataFolder.class);
    static final String SUPERUSER = "tollgate";
    /** glibc would return a backend's memory after each statement, and fetch it anew, page by page, for the next. */
    private static final Map<String, String> KEEP_MEMORY = Map.of(
            "MALLOC_TOP_PAD_", "1048576", "MALLOC_TRIM_THRESHOLD_", "16777216", "MALLOC_MMAP_THRESHOLD_", "16777216");

    private static final String NEW = ".new-";
    private static final String MAJOR_VERSION = "18";
    private static final long LOG_BYTES_MAX = 10_000_000;
    private static final int LOG_TAIL_BYTES = 2_000;

    /** Makes the cluster unless it is there. */
    void create() throws IOException {
        Path versionFile = path.resolve("PG_VERSION");
        if (Files.exists(versionFile)) {
            requireVersion(Files.readString(versionFile).strip());
            return;
        }
        if (Files.exists(path) && !isEmpty(path)) {
            throw new PostgresNotStarted(
                    path + " exists, but is no PostgreSQL data folder. Move it away, or set DATA_DIR"
                            + " to another place.");
        }
        removeAbandoned();
        // A name of its own: an initdb that outlived its killed parent clears away the folder that it was given.
        Path made = path.resolveSibling(
                path.getFileName() + NEW + ProcessHandle.current().pid());
        initdb(made);
        Files.deleteIfExists(path);
        Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private void removeAbandoned() {
        try (var folders = Files.newDirectoryStream(path.resolveSibling(""), path.getFileName() + NEW + "*")) {
            for (Path folder : folders) {
                FileSystemUtils.deleteRecursively(folder);
            }
        } catch (IOException stillWritten) {
            // By a dying initdb; the next start tries again.
            log.debug("Left a half-made data folder beside {}", path, stillWritten);
        }
    }

    private void requireVersion(String version) {
        if (!version.equals(MAJOR_VERSION)) {
            throw new PostgresNotStarted(path + " holds data of PostgreSQL " + version + "; this application brings "
                    + MAJOR_VERSION + ". Dump and restore it with pg_dump, or set DATA_DIR to another place.");
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private void initdb(Path folder) throws IOException {
        Path passwordFile = folder.resolveSibling(folder.getFileName() + ".password");
        Files.createDirectory(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        writePassword(passwordFile);
        user.own(folder, passwordFile);
        Commands.Result result = run(
                "initdb",
                "-D",
                folder.toString(),
                "-U",
                SUPERUSER,
                "-A",
                "scram-sha-256",
                "--pwfile",
                passwordFile.toString(),
                "-E",
                "UTF-8",
                // The same order and case rules on every machine, whatever it has installed.
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
        if (!result.succeeded()) {
            throw new PostgresNotStarted("PostgreSQL could not make its data folder " + path + ":\n" + result.output());
        }
        Files.move(passwordFile, passwordFileIn(folder));
    }

    private static void writePassword(Path file) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        byte[] secret = new byte[24];
        new SecureRandom().nextBytes(secret);
        Files.writeString(file, HexFormat.of().formatHex(secret));
    }

    private static Path passwordFileIn(Path folder) {
        return folder.resolve("tollgate.password");
    }

    String password() {
        try {
            return Files.readString(passwordFileIn(path)).strip();
        } catch (IOException e) {
            throw new PostgresNotStarted("The password of the database cannot be read: " + e.getMessage(), e);
        }
    }

    /** Runs one of PostgreSQL's programs as a user that it accepts. */
    Commands.Result run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(binaries.program(program)));
        command.addAll(List.of(arguments));
        return Commands.run(user.command(command), KEEP_MEMORY);
    }

    Path logFile() {
        return path.resolve("tollgate.log");
    }

    /** Lets the log start anew once it is long; the last one is kept. */
    void rotateLog() throws IOException {
        if (Files.exists(logFile()) && Files.size(logFile()) > LOG_BYTES_MAX) {
            Files.move(logFile(), path.resolve("tollgate.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    String logTail() throws IOException {
        if (!Files.exists(logFile())) {
            return "";
        }
        byte[] content = Files.readAllBytes(logFile());
        int from = Math.max(0, content.length - LOG_TAIL_BYTES);
        return new String(content, from, content.length - from, StandardCharsets.UTF_8);
    }
}
