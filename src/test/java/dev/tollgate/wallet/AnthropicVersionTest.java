package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.SandboxApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claude refuses a call without {@code anthropic-version}; the document's own examples have none. */
class AnthropicVersionTest {

    private static final String WALLET = "0x00000000000000000000000000000000000a11ce";
    private static final String HELLO = """
            {"model":"sandbox","max_tokens":100,"messages":[{"role":"user","content":"Hello!"}]}""";

    @TempDir
    private Path dataDir;

    @Test
    void isTheClientsOrElseOurs() throws Exception {
        try (ClaudeStandIn claude = ClaudeStandIn.start();
                SandboxApplication application = SandboxApplication.start(
                        dataDir,
                        Map.of("CLAUDE_BACKEND_URL", claude.messagesUrl().toString()))) {
            application.recharge(WALLET, "1");

            ask(application, "accept", "*/*");
            assertThat(claude.takeRequest().header("anthropic-version")).hasValue("2023-06-01");

            ask(application, "anthropic-version", "2026-10-21");
            assertThat(claude.takeRequest().header("anthropic-version")).hasValue("2026-10-21");
        }
    }

    private static void ask(SandboxApplication application, String header, String value) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(application.url() + "/api/v1/claude/messages"))
                .headers("content-type", "application/json", "x-user-address", WALLET, header, value)
                .POST(HttpRequest.BodyPublishers.ofString(HELLO))
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
    }
}
