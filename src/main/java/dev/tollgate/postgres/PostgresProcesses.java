package dev.tollgate.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Finds and signals the PostgreSQL processes that serve one data folder. */
final class PostgresProcesses {

    private static final Path PROC = Path.of("/proc");

    private PostgresProcesses() {}

    /** Returns the processes, backends included, that work in {@code folder}; where there is no /proc, none. */
    static List<ProcessHandle> in(Path folder) {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return List.of();
        }
        return ProcessHandle.allProcesses()
                .filter(process -> serves(process, folder))
                .toList();
    }

    /**
     * Returns whether the process is a PostgreSQL on this folder, and no other that got the same number later.
     *
     * <p>A zombie isn't: it has no program and no working directory left.
     */
    static boolean serves(ProcessHandle process, Path folder) {
        Path proc = PROC.resolve(Long.toString(process.pid()));
        if (!Files.isDirectory(PROC.resolve("self"))) {
            return startedOn(process.info(), folder);
        }
        try {
            String program =
                    Files.readSymbolicLink(proc.resolve("exe")).getFileName().toString();
            Path workingFolder = Files.readSymbolicLink(proc.resolve("cwd"));
            return program.startsWith("postgres") && workingFolder.equals(folder.toRealPath());
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }

    /** Returns whether the process is the first of its server; backends change their command line. */
    static boolean isPostmaster(ProcessHandle process) {
        return process.info()
                .arguments()
                .filter(arguments -> Arrays.asList(arguments).contains("-D"))
                .isPresent();
    }

    private static boolean startedOn(ProcessHandle.Info info, Path folder) {
        return info.command().filter(command -> command.endsWith("/postgres")).isPresent()
                && info.arguments()
                        .filter(arguments -> Arrays.asList(arguments).contains(folder.toString()))
                        .isPresent();
    }

    /** Sends a signal that Java has no call for, such as INT; pg_ctl has, but refuses to run as root. */
    static void signal(ProcessHandle process, String name) throws IOException {
        Commands.run(List.of("/bin/sh", "-c", "kill -" + name + " " + process.pid()));
    }
}
