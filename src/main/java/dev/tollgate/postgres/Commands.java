package dev.tollgate.postgres;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;

/** Runs a short-lived program to its end. */
final class Commands {

    private Commands() {}

    /** How a program ended, and all it printed. */
    record Result(int exitCode, String output) {

        boolean succeeded() {
            return exitCode == 0;
        }
    }

    static Result run(List<String> command) throws IOException {
        return run(command, Map.of());
    }

    /** Runs it with more in its environment. */
    static Result run(List<String> command, Map<String, String> environment) throws IOException {
        ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
        program.environment().putAll(environment);
        Process process = program.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
        return new Result(awaitEnd(process), output.strip());
    }

    private static int awaitEnd(Process process) throws InterruptedIOException {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while waiting for a program");
        }
    }
}
