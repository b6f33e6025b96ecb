package dev.tollgate.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@link StreamLoad} as a child process, and its reports. */
public final class LoadClient implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final Process process;
    private final BufferedReader reports;

    private LoadClient(Process process) {
        this.process = process;
        this.reports = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts a load; the options are those of {@link StreamLoad}. */
    public static LoadClient start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                StreamLoad.class.getName()));
        command.addAll(List.of(options));
        return new LoadClient(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The address of a caller, counted from 0, as the load sends it. */
    public static String wallet(int number) {
        return LoadOptions.wallet(number);
    }

    /** Starts a load in a client that was started without one. */
    public void begin(List<String> options) throws IOException {
        var input = process.outputWriter(StandardCharsets.UTF_8);
        input.write(JSON.writeValueAsString(options) + "\n");
        input.flush();
    }

    /** Waits for the end of the load. */
    public JsonNode report() throws IOException {
        String report = reports.readLine();
        if (report == null) {
            throw new IllegalStateException("the load client reported nothing");
        }
        return JSON.readTree(report);
    }

    /** Asks it to end now; again, if one likes. */
    public void stop() {
        process.toHandle().destroy(); // Process.destroy would close the pipe that the report comes through
    }

    /** Of its process. */
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
