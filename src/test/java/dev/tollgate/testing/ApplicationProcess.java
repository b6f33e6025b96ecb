package dev.tollgate.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.Tollgate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The application in a process of its own, from this build's classes, for tests that configure, stop or kill it.
 *
 * <p>Unless told otherwise it listens on random ports, keeps its data in the folder given and works in the
 * repository's root. Nothing of this process's environment reaches it but PATH and HOME.
 */
public final class ApplicationProcess implements AutoCloseable {

    private static final Pattern STARTED = Pattern.compile("Started Tollgate in");
    private static final Pattern BASE_URL = Pattern.compile("API documents: (http://\\S+)/docs");
    private static final Pattern MANAGEMENT_URL = Pattern.compile("Health and metrics: (http://\\S+)/actuator");
    private static final Duration WAIT_MAX = Duration.ofSeconds(120);

    private final Process process;
    private final Path output;

    private ApplicationProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /** Starts it in the repository's root; {@link #awaitStarted} waits until it serves. */
    public static ApplicationProcess start(Path dataDir, Map<String, String> settings) throws IOException {
        return startIn(Path.of("").toAbsolutePath(), dataDir, settings);
    }

    /** Starts it in another working folder, which wants an application.yaml. */
    public static ApplicationProcess startIn(Path workingFolder, Path dataDir, Map<String, String> settings)
            throws IOException {
        Path output = Files.createTempFile("tollgate-", ".out");
        ProcessBuilder builder = new ProcessBuilder(command())
                .directory(workingFolder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH", "HOME", "LANG"));
        environment.putAll(
                Map.of("PORT", "0", "MANAGEMENT_PORT", "0", "DATA_DIR", dataDir.toString(), "WARMUP", "off"));
        environment.putAll(settings);
        return new ApplicationProcess(builder.start(), output);
    }

    private static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1"); // it won't live long enough for more
        // Unpacking PostgreSQL once is enough.
        command.add("-Dtollgate.postgres.binaries="
                + Path.of("target", "postgres-binaries").toAbsolutePath());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Tollgate.class.getName());
        return command;
    }

    /** Waits until the sandbox has said where it listens; one that doesn't start is killed. */
    public ApplicationProcess awaitStarted() throws Exception {
        try {
            await(STARTED);
            await(MANAGEMENT_URL);
            return this;
        } catch (Exception | AssertionError e) {
            process.destroyForcibly();
            throw e;
        }
    }

    /** Where its endpoints are, e.g. {@code http://127.0.0.1:40123}; in the sandbox, once started. */
    public String baseUrl() throws Exception {
        return await(BASE_URL).group(1);
    }

    /** Where its management port is, e.g. {@code http://127.0.0.1:40124}; in the sandbox, once started. */
    public String managementUrl() throws Exception {
        return await(MANAGEMENT_URL).group(1);
    }

    /** All it has printed so far. */
    public String output() throws IOException {
        return Files.readString(output, UTF_8);
    }

    /** Waits for something in its output. */
    public Matcher await(Pattern pattern) throws Exception {
        return await(pattern, () -> !process.isAlive());
    }

    private Matcher await(Pattern pattern, Supplier<Boolean> hopeless) throws Exception {
        long deadline = System.nanoTime() + WAIT_MAX.toNanos();
        while (System.nanoTime() < deadline) {
            boolean last = hopeless.get();
            Matcher matcher = pattern.matcher(output());
            if (matcher.find()) {
                return matcher;
            }
            if (last) {
                break;
            }
            Thread.sleep(50);
        }
        throw new AssertionError("No '" + pattern + "' in:\n" + output());
    }

    /** Waits for it to end by itself and returns its exit code. */
    public int awaitEnd() throws Exception {
        if (!process.waitFor(WAIT_MAX.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("Still running:\n" + output());
        }
        return process.exitValue();
    }

    /** Asks it to stop, as SIGTERM does, and returns its exit code. */
    public int stop() throws Exception {
        process.destroy();
        return awaitEnd();
    }

    /** Kills it, as kill -9 does. */
    public void kill() throws Exception {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() throws Exception {
        kill();
        Files.deleteIfExists(output);
    }
}
