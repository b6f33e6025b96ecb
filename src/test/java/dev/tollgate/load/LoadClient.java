package dev.tollgate.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@link StreamLoad} as a child process, and its report. */
public final class LoadClient implements AutoCloseable {

    private static final int SECONDS_TO_END = 120;

    private final Process process;

    private LoadClient(Process process) {
        this.process = process;
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

    /** Waits for the end of the load. */
    public JsonNode report() throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the load client doesn't end");
        }
        if (output.isBlank()) {
            throw new IllegalStateException("the load client reported nothing, exit code " + process.exitValue());
        }
        return new JsonMapper().readTree(output);
    }

    /** Asks it to end now; again, if one likes. */
    public void stop() {
        process.toHandle().destroy(); // Process.destroy would close the pipe that the report comes through
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
