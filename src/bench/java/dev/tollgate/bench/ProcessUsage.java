package dev.tollgate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What processes have used, from Linux' /proc. */
final class ProcessUsage {

    /** A clock tick is 10 ms on every Linux that Java runs on (USER_HZ). */
    private static final long TICK_MICROS = 10_000;

    // Of /proc/PID/stat, counted after the command's closing parenthesis.
    private static final int UTIME = 11;
    private static final int STIME = 12;
    private static final int CUTIME = 13;
    private static final int CSTIME = 14;

    private ProcessUsage() {}

    /** The CPU time that a process has used so far, in microseconds; 0 once it is gone. */
    static long cpuMicros(long pid) {
        return ticks(pid, UTIME, STIME) * TICK_MICROS;
    }

    /** The same with all its children, those that have ended included; of a server like PostgreSQL or nginx. */
    static long treeCpuMicros(long pid) {
        long ofTheLiving = ProcessHandle.of(pid).stream()
                .flatMap(ProcessHandle::children)
                .mapToLong(child -> ticks(child.pid(), UTIME, STIME))
                .sum();
        return (ticks(pid, UTIME, STIME, CUTIME, CSTIME) + ofTheLiving) * TICK_MICROS;
    }

    /** Resident memory in bytes; 0 once the process is gone. */
    static long residentBytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private static long ticks(long pid, int... fields) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            String[] values = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            long sum = 0;
            for (int field : fields) {
                sum += Long.parseLong(values[field]);
            }
            return sum;
        } catch (IOException e) {
            return 0;
        }
    }
}
