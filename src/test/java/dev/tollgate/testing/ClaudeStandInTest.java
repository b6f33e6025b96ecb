package dev.tollgate.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.testing.ReceivedRequest.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClaudeStandInTest {

    private static final String HELLO = """
            {"model":"%s","max_tokens":100,"stream":%s,"messages":[{"role":"user","content":"Hello!"}]}""";

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private ClaudeStandIn claude;

    @BeforeEach
    void start() {
        claude = ClaudeStandIn.start();
    }

    @AfterEach
    void stop() {
        claude.close();
    }

    @Test
    void answersOverHttpAndRecordsTheRequest() throws Exception {
        HttpResponse<String> response = send("claude-3-5-sonnet-20241022", false);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(response.body()).contains("You wrote “Hello!”");
        ReceivedRequest request = claude.takeRequest();
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/v1/messages");
        assertThat(request.header("x-api-key")).hasValue("sandbox-key");
        assertThat(request.text()).contains("Hello!");
        assertThat(request.outcome().get(5, TimeUnit.SECONDS)).isEqualTo(Outcome.ANSWERED);
    }

    @Test
    void keepsConnectionsAlive() throws Exception {
        send("claude-3-5-sonnet-20241022", false);
        send("claude-3-5-sonnet-20241022", true);
        send("claude-3-5-sonnet-20241022", false);

        assertThat(claude.requests()).hasSize(3);
        assertThat(claude.connectionsAccepted()).isEqualTo(1);
    }

    @Test
    void sendsEachEventWhenItIsDue() throws Exception {
        long start = System.nanoTime();
        HttpResponse<InputStream> response =
                client.send(request("sandbox-events-4-every-300ms", true), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            assertThat(new String(body.readNBytes(20))).isEqualTo("event: message_start");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1_500));
            assertThat(new String(body.readAllBytes())).endsWith("{\"type\":\"message_stop\"}\n\n");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(9 * 300));
    }

    @Test
    void cutsAStreamWithoutEndingIt() throws Exception {
        HttpResponse<InputStream> response =
                client.send(request("sandbox-cut-after-5", true), BodyHandlers.ofInputStream());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> response.body().readAllBytes()).isInstanceOf(IOException.class);
        assertThat(outcome()).isEqualTo(Outcome.CUT);
    }

    @Test
    void cutsAJsonAnswerInTheMiddle() {
        assertThatThrownBy(() -> send("sandbox-cut-after-1", false)).isInstanceOf(IOException.class);
    }

    @Test
    void cutsWithoutAnAnswer() throws Exception {
        assertThatThrownBy(() -> send("sandbox-cut", false)).isInstanceOf(IOException.class);
        assertThat(outcome()).isEqualTo(Outcome.CUT);
    }

    @Test
    void resetsAConnection() {
        claude.next(ClaudeStandIn.reset());

        assertThatThrownBy(() -> send("sandbox", false)).isInstanceOf(IOException.class);
    }

    @Test
    void sendsRawBytes() throws Exception {
        claude.next(ClaudeStandIn.raw("HTTP/1.1 418 \r\ncontent-length: 3\r\n\r\ntea"));

        assertThat(send("sandbox", false).body()).isEqualTo("tea");
        assertThat(send("sandbox", false).statusCode()).isEqualTo(200);
    }

    @Test
    void refusesConnectionsUntilToldOtherwise() throws Exception {
        claude.refuseConnections();
        assertThatThrownBy(() -> send("sandbox", false)).isInstanceOf(ConnectException.class);

        claude.acceptConnections();
        assertThat(send("sandbox", false).statusCode()).isEqualTo(200);
    }

    @Test
    void noticesThatTheClientIsGoneWhileItIsSilent() throws Exception {
        HttpResponse<InputStream> response =
                client.send(request("sandbox-stall-after-3", true), BodyHandlers.ofInputStream());
        response.body().readNBytes(20);
        response.body().close();

        assertThat(outcome()).isEqualTo(Outcome.CLIENT_GONE);
    }

    private Outcome outcome() throws Exception {
        return claude.takeRequest().outcome().get(5, TimeUnit.SECONDS);
    }

    private HttpResponse<String> send(String model, boolean stream) throws IOException, InterruptedException {
        return client.send(request(model, stream), BodyHandlers.ofString());
    }

    private HttpRequest request(String model, boolean stream) {
        URI url = claude.messagesUrl();
        return HttpRequest.newBuilder(url)
                .timeout(Duration.ofSeconds(10))
                .header("x-api-key", "sandbox-key")
                .header("anthropic-version", "2023-06-01")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(HELLO.formatted(model, stream)))
                .build();
    }
}
