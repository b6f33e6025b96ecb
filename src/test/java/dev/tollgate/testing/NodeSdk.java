package dev.tollgate.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.json.StrictJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** An official SDK as a client: scripts of a Node project that print one line of JSON. */
public abstract class NodeSdk {

    private static final int SECONDS_MAX = 60;

    private final NodeProject project;
    private final String baseUrl;
    private final String ownSettings;

    /**
     * Prepares a client.
     *
     * @param baseUrl what the SDK's user sets as {@code baseURL}
     * @param ownSettings how the environment variables begin that the SDK reads by itself
     */
    NodeSdk(NodeProject project, String baseUrl, String ownSettings) {
        this.project = project;
        this.baseUrl = baseUrl;
        this.ownSettings = ownSettings;
    }

    final NodeProject project() {
        return project;
    }

    /**
     * Runs one script and returns what it printed.
     *
     * @param script such as {@code create.mjs}
     * @param options those of the project's {@code peer.mjs}, but for the base URL
     */
    public final JsonNode run(String script, String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(script, "--base-url", baseUrl));
        arguments.addAll(List.of(options));
        ProcessBuilder builder = project.node(arguments.toArray(String[]::new));
        builder.environment().keySet().removeIf(name -> name.startsWith(ownSettings)); // a developer's own
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError(script + " failed:\n" + output);
        }
        return StrictJson.mapper().readTree(output);
    }
}
