package dev.tollgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.json.StrictJson;
import dev.tollgate.testing.SandboxApplication;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stand-in as the application serves it. */
class SandboxRoutesTest {

    private static final String MESSAGES = "/sandbox/claude/v1/messages";

    @TempDir
    private static Path dataDir;

    private static SandboxApplication application;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() throws Exception {
        application = SandboxApplication.start(dataDir, Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        application.close();
    }

    @Test
    void answersAsClaudeDoes() throws Exception {
        HttpResponse<String> answer = post(MESSAGES, "sandbox", false);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("request-id")).isPresent();
        assertThat(answer.headers().firstValue("anthropic-ratelimit-requests-limit"))
                .isPresent();
        assertThat(json(answer).at("/content/0/text").asText()).startsWith("You wrote “Hello!”");
    }

    @Test
    void countsAsItCharges() throws Exception {
        int counted = json(post(MESSAGES + "/count_tokens", "sandbox", false))
                .path("input_tokens")
                .asInt();

        assertThat(counted)
                .isGreaterThan(0)
                .isEqualTo(json(post(MESSAGES, "sandbox", false))
                        .at("/usage/input_tokens")
                        .asInt());
    }

    @Test
    void listsModels() throws Exception {
        HttpResponse<String> answer =
                client.send(to("/sandbox/claude/v1/models").GET().build(), BodyHandlers.ofString());

        assertThat(json(answer).path("data")).isNotEmpty();
    }

    @Test
    void sendsEachEventWhenItIsDue() throws Exception {
        long start = System.nanoTime();
        HttpResponse<InputStream> answer = client.send(
                to(MESSAGES).POST(body("sandbox-events-4-every-300ms", true)).build(), BodyHandlers.ofInputStream());
        try (InputStream events = answer.body()) {
            assertThat(new String(events.readNBytes(20), StandardCharsets.UTF_8))
                    .isEqualTo("event: message_start");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(9 * 300));
            assertThat(new String(events.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("message_stop");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(9 * 300));
    }

    /** A connection that breaks, not an answer that ends. */
    @ParameterizedTest
    @ValueSource(strings = {"sandbox-cut", "sandbox-cut-after-0", "sandbox-cut-after-1"})
    void cutsTheConnection(String model) {
        assertThatThrownBy(() -> post(MESSAGES, model, true)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> post(MESSAGES, model, false)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesInClaudesShape() throws Exception {
        HttpResponse<String> limited = post(MESSAGES, "sandbox-429", false);
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("retry-after")).hasValue("7");
        assertThat(json(limited).at("/error/type").asText()).isEqualTo("rate_limit_error");

        HttpResponse<String> wrongMethod =
                client.send(to(MESSAGES).method("PUT", body("sandbox", false)).build(), BodyHandlers.ofString());
        assertThat(wrongMethod.statusCode()).isEqualTo(405);
        assertThat(json(wrongMethod).at("/error/type").asText()).isEqualTo("invalid_request_error");

        HttpResponse<String> noKey = client.send(
                HttpRequest.newBuilder(URI.create(application.url() + MESSAGES))
                        .header("content-type", "application/json")
                        .POST(body("sandbox", false))
                        .build(),
                BodyHandlers.ofString());
        assertThat(noKey.statusCode()).isEqualTo(401);
    }

    @Test
    void aSilenceDoesNotKeepTheApplicationFromStopping(@TempDir Path otherDataDir) throws Exception {
        try (SandboxApplication other = SandboxApplication.start(otherDataDir, Map.of("SHUTDOWN_GRACE", "1"))) {
            HttpRequest stalled = HttpRequest.newBuilder(URI.create(other.url() + MESSAGES))
                    .headers("content-type", "application/json", "x-api-key", "k", "anthropic-version", "2023-06-01")
                    .POST(body("sandbox-stall-after-1", true))
                    .build();
            HttpResponse<InputStream> answer = client.send(stalled, BodyHandlers.ofInputStream());
            assertThat(answer.body().readNBytes(20)).hasSize(20);

            long start = System.nanoTime();
            other.process().stop();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        }
    }

    private HttpResponse<String> post(String path, String model, boolean stream)
            throws IOException, InterruptedException {
        return client.send(to(path).POST(body(model, stream)).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(application.url() + path))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json")
                .header("x-api-key", "sandbox-key")
                .header("anthropic-version", "2023-06-01");
    }

    private static HttpRequest.BodyPublisher body(String model, boolean stream) {
        return HttpRequest.BodyPublishers.ofString("""
                {"model":"%s","max_tokens":100,"stream":%s,"messages":[{"role":"user","content":"Hello!"}]}""".formatted(model, stream));
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return StrictJson.mapper().readTree(answer.body());
    }
}
