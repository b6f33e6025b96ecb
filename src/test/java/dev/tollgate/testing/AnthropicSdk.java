package dev.tollgate.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.json.StrictJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Anthropic's official SDK as a client: the scripts of {@code src/test/node/anthropic-sdk}. */
public final class AnthropicSdk {

    private static final int SECONDS_MAX = 60;

    private final NodeProject project;
    private final String baseUrl;

    private AnthropicSdk(NodeProject project, String baseUrl) {
        this.project = project;
        this.baseUrl = baseUrl;
    }

    /** Finds Node and the SDK; where they are missing the tests are skipped, or fail where they are demanded. */
    public static AnthropicSdk require() {
        return new AnthropicSdk(NodeProject.require("anthropic-sdk", "ANTHROPIC SDK TESTS"), "");
    }

    /** @param url what the SDK's user sets as {@code baseURL}; the SDK appends {@code /v1/messages} */
    public AnthropicSdk against(String url) {
        return new AnthropicSdk(project, url);
    }

    /**
     * Runs one script and returns what it printed.
     *
     * @param script such as {@code create.mjs}
     * @param options those of {@code peer.mjs}, but for the base URL
     */
    public JsonNode run(String script, String... options) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of(script, "--base-url", baseUrl));
        arguments.addAll(List.of(options));
        ProcessBuilder builder = project.node(arguments.toArray(String[]::new));
        builder.environment().keySet().removeIf(name -> name.startsWith("ANTHROPIC_")); // a developer's own settings
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new AssertionError(script + " failed:\n" + output);
        }
        return StrictJson.mapper().readTree(output);
    }
}
