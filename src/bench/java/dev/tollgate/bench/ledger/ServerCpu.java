package dev.tollgate.bench.ledger;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** CPU time of all processes of the PostgreSQL on one folder, those that have ended included. Reads /proc. */
record ServerCpu(Path folder) {

    private static final Pattern BLANK = Pattern.compile(" ");
    private static final long NANOS_PER_TICK = 10_000_000; // the kernel's USER_HZ is 100 everywhere
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int ENDED_USER = 13;
    private static final int ENDED_SYSTEM = 14;

    /** All CPU time so far, user and system. */
    long nanos() {
        try {
            long postmaster = Long.parseLong(
                    Files.readAllLines(folder.resolve("postmaster.pid")).get(0).strip());
            long ticks = ticks(postmaster, USER, SYSTEM, ENDED_USER, ENDED_SYSTEM);
            List<ProcessHandle> backends =
                    ProcessHandle.of(postmaster).orElseThrow().children().toList();
            for (ProcessHandle backend : backends) {
                ticks += ticks(backend.pid(), USER, SYSTEM);
            }
            return ticks * NANOS_PER_TICK;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A process that ends meanwhile is counted with its postmaster the next time. */
    private static long ticks(long pid, int... fields) {
        String stat;
        try {
            stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        } catch (IOException ended) {
            return 0;
        }
        String[] values = BLANK.split(stat.substring(stat.lastIndexOf(')') + 2));
        long ticks = 0;
        for (int field : fields) {
            ticks += Long.parseLong(values[field]);
        }
        return ticks;
    }
}
