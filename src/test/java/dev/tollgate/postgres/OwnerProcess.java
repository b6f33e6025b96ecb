package dev.tollgate.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A {@link PostgresOwner} in a process of its own. */
final class OwnerProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;

    private OwnerProcess(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    }

    static OwnerProcess start(Path folder, Path binaries) throws IOException {
        return start(List.of(), folder, binaries);
    }

    /** Starts one through another program, such as setpriv. */
    static OwnerProcess start(List<String> prefix, Path folder, Path binaries) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PostgresOwner.class.getName(),
                folder.toString(),
                binaries.toString()));
        return new OwnerProcess(
                new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    /** Waits until the server runs and that many numbers are committed; returns the last. */
    long awaitNumbers(int count) throws IOException {
        awaitLine("running");
        long last = 0;
        for (int i = 0; i < count; i++) {
            last = Long.parseLong(nextLine());
        }
        return last;
    }

    private void awaitLine(String expected) throws IOException {
        List<String> seen = new ArrayList<>();
        for (String line = nextLine(); !line.equals(expected); line = nextLine()) {
            seen.add(line);
            if (seen.size() > 1000) {
                throw new AssertionError(seen);
            }
        }
    }

    private String nextLine() throws IOException {
        String line = output.readLine();
        if (line == null) {
            throw new AssertionError("The process ended before it said what was expected");
        }
        return line;
    }

    /** Kills the process, as kill -9 does, and returns the last number that it said was committed. */
    long kill(long lastSeen) throws Exception {
        // Not Process's own method, which throws the unread output away.
        process.toHandle().destroyForcibly();
        List<String> rest = output.lines().collect(Collectors.toList());
        process.waitFor();
        return rest.stream()
                .limit(Math.max(0, rest.size() - 1)) // the last line may have been cut
                .filter(line -> line.matches("[0-9]+"))
                .mapToLong(Long::parseLong)
                .reduce(lastSeen, Math::max);
    }

    /** Waits for the process to end by itself. */
    Ended awaitEnd() throws Exception {
        String said = output.lines().collect(Collectors.joining("\n"));
        return new Ended(process.waitFor(), said);
    }

    record Ended(int exitCode, String output) {}

    @Override
    public void close() throws Exception {
        process.destroyForcibly().waitFor();
    }
}
