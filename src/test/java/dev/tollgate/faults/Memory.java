package dev.tollgate.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much memory a process has, where the operating system says so. */
final class Memory {

    private static final String RESIDENT = "VmRSS:";

    private Memory() {}

    static long residentBytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith(RESIDENT))
                .mapToLong(line -> Long.parseLong(line.substring(RESIDENT.length())
                                .replace("kB", "")
                                .strip())
                        * 1024)
                .findFirst()
                .orElseThrow();
    }
}
