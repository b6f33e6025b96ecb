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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The upstream's stand-in as the application serves it. */
class UpstreamRoutesTest {

    private static final String BASE = "/sandbox/upstream/v1";
    private static final String CHAT = "/chat/completions";

    @TempDir
    private static Path dataDir;

    private static SandboxApplication application;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() throws Exception {
        application = SandboxApplication.start(dataDir, Map.of("TOLLGATE_SANDBOX_UPSTREAM_API_KEY", "upstream-key"));
    }

    @AfterAll
    static void stop() throws Exception {
        application.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/chat/completions, /choices/0/message/content",
        "/completions, /choices/0/text",
        "/responses, /output/0/content/0/text",
        "/messages, /content/0/text"
    })
    void answersInTextOnEachPath(String path, String pointer) throws Exception {
        HttpResponse<String> answer = post(path, "sandbox", false);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(json(answer).at(pointer).asText()).startsWith("You wrote “Hello!”");
    }

    @ParameterizedTest
    @CsvSource({
        "/chat/completions, data: [DONE]",
        "/completions, data: [DONE]",
        "/responses, response.completed",
        "/messages, message_stop"
    })
    void streamsOnEachPath(String path, String end) throws Exception {
        HttpResponse<String> answer = post(path, "sandbox", true);

        assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream;charset=utf-8");
        assertThat(answer.body()).contains(end);
    }

    @Test
    void answersTheRest() throws Exception {
        assertThat(json(post("/embeddings", "text-embedding-3-small", false)).at("/data/0/embedding"))
                .hasSize(16);
        assertThat(json(post("/messages/count_tokens", "sandbox", false))
                        .path("input_tokens")
                        .asInt())
                .isPositive();
        assertThat(json(get("/models")).path("data")).isNotEmpty();
        assertThat(json(get("/models/gpt-4o")).path("id").asText()).isEqualTo("gpt-4o");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "DELETE"})
    void showsWhatElseArrived(String method) throws Exception {
        HttpRequest request = to("/files/a%20b?purpose=x%2Cy")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(new byte[] {1, 2, 3}))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

        assertThat(answer.body())
                .isEqualTo("{\"object\":\"sandbox.echo\",\"method\":\"" + method
                        + "\",\"path\":\"/v1/files/a b\",\"query\":\"purpose=x%2Cy\",\"body_length\":3}");
    }

    @Test
    void sendsEachEventWhenItIsDue() throws Exception {
        long start = System.nanoTime();
        HttpResponse<InputStream> answer = client.send(
                to(CHAT).POST(body("sandbox-events-4-every-300ms", true)).build(), BodyHandlers.ofInputStream());
        try (InputStream events = answer.body()) {
            assertThat(new String(events.readNBytes(6), StandardCharsets.UTF_8)).isEqualTo("data: ");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(6 * 300));
            assertThat(new String(events.readAllBytes(), StandardCharsets.UTF_8))
                    .endsWith("data: [DONE]\n\n");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(6 * 300));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sandbox-cut", "sandbox-cut-after-0", "sandbox-cut-after-1"})
    void cutsTheConnection(String model) {
        assertThatThrownBy(() -> post(CHAT, model, true)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> post(CHAT, model, false)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesInOpenAisShape() throws Exception {
        HttpResponse<String> limited = post(CHAT, "sandbox-429", false);
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("retry-after")).hasValue("7");
        assertThat(json(limited).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");

        HttpRequest otherKey = HttpRequest.newBuilder(URI.create(application.url() + BASE + "/models"))
                .header("authorization", "Bearer another-key")
                .build();
        HttpResponse<String> unauthorized = client.send(otherKey, BodyHandlers.ofString());
        assertThat(unauthorized.statusCode()).isEqualTo(401);
        assertThat(json(unauthorized).at("/error/code").asText()).isEqualTo("invalid_api_key");
    }

    private HttpResponse<String> post(String path, String model, boolean stream)
            throws IOException, InterruptedException {
        return client.send(to(path).POST(body(model, stream)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(to(path).build(), BodyHandlers.ofString());
    }

    private static HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create(application.url() + BASE + path))
                .timeout(Duration.ofSeconds(20))
                .header("content-type", "application/json")
                .header("authorization", "Bearer upstream-key")
                .header("anthropic-version", "2023-06-01");
    }

    /** What each of the APIs reads what it needs of. */
    private static HttpRequest.BodyPublisher body(String model, boolean stream) {
        return HttpRequest.BodyPublishers.ofString("""
                {"model":"%s","max_tokens":100,"stream":%s,"messages":[{"role":"user","content":"Hello!"}],
                 "prompt":"Hello!","input":"Hello!"}""".formatted(model, stream));
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return StrictJson.mapper().readTree(answer.body());
    }
}
