package dev.tollgate.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What it has in common with Claude's is {@link ClaudeStandInTest}'s. */
class UpstreamStandInTest {

    private static final String BODY = """
            {"model":"sandbox","max_tokens":9,"prompt":"x","input":"x","messages":[{"role":"user","content":"x"}]}""";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private UpstreamStandIn upstream;

    @BeforeEach
    void start() {
        upstream = UpstreamStandIn.start();
    }

    @AfterEach
    void stop() {
        upstream.close();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/chat/completions, chat.completion",
        "POST, /v1/completions, text_completion",
        "POST, /v1/responses, response",
        "POST, /v1/embeddings, list",
        "POST, /v1/messages, message",
        "POST, /v1/messages/count_tokens, input_tokens",
        "GET, /v1/models, list",
        "GET, /v1/models/gpt-4, model",
        "POST, /v1/images/generations?a=b, sandbox.echo"
    })
    void servesEachEndpointAndRecordsTheRequest(String method, String path, String sign) throws Exception {
        HttpResponse<String> answer = send(method, path);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("\"" + sign + "\"");
        ReceivedRequest request = upstream.takeRequest();
        assertThat(request.method()).isEqualTo(method);
        assertThat(request.path()).isEqualTo(path);
        assertThat(request.header("authorization")).hasValue("Bearer sandbox-key");
    }

    @Test
    void sendsTheHeadersOfTheRealOne() throws Exception {
        assertThat(send("GET", "/v1/models").headers().map())
                .containsKeys("x-request-id", "openai-processing-ms", "openai-version", "x-ratelimit-limit-requests");
    }

    @Test
    void misbehavesAndRefusesConnections() throws Exception {
        upstream.next(UpstreamStandIn.reset());
        assertThatThrownBy(() -> send("POST", "/v1/chat/completions")).isInstanceOf(IOException.class);

        upstream.refuseConnections();
        assertThatThrownBy(() -> send("GET", "/v1/models")).isInstanceOf(ConnectException.class);
        upstream.acceptConnections();
        assertThat(send("GET", "/v1/models").statusCode()).isEqualTo(200);
    }

    @Test
    void takesOneKeyAloneIfToldSo() throws Exception {
        try (UpstreamStandIn other = UpstreamStandIn.start("another-key")) {
            assertThat(send("GET", other.url() + "/v1/models", "sandbox-key").statusCode())
                    .isEqualTo(401);
            assertThat(send("GET", other.url() + "/v1/models", "another-key").statusCode())
                    .isEqualTo(200);
        }
    }

    private HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return send(method, upstream.url() + path, "sandbox-key");
    }

    private HttpResponse<String> send(String method, String url, String key) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10))
                .header("authorization", "Bearer " + key)
                .header("anthropic-version", "2023-06-01")
                .method(method, HttpRequest.BodyPublishers.ofString(BODY))
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
