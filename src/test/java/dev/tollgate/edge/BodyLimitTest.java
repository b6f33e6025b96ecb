package dev.tollgate.edge;

import static dev.tollgate.edge.EdgeGateway.JSON;
import static dev.tollgate.edge.EdgeGateway.anthropic;
import static dev.tollgate.edge.EdgeGateway.detail;
import static dev.tollgate.edge.EdgeGateway.requireRefusal;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.RawHttp;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies up to their limit arrive; the 413 above it arrives too, whatever the client is doing. */
@Timeout(60)
class BodyLimitTest {

    private static final EdgeGateway EDGE = EdgeGateway.shared();
    private static final String QUOTE = "/api/v1/x402/quote";
    private static final int LIMIT = 2 * 1024 * 1024;
    private static final long LLM_LIMIT = 32L * 1024 * 1024;
    private static final String TOO_LARGE = detail("Request body is larger than 2097152 bytes");
    private static final String CHUNKED = JSON + "Transfer-Encoding: chunked\r\n";

    @BeforeEach
    void forget() {
        EDGE.claude().forget();
    }

    @Test
    void theLimitItselfPasses() {
        assertThat(EDGE.send("POST", QUOTE, JSON, quote(LIMIT)).status()).isEqualTo(200);
        requireRefusal(EDGE.send("POST", QUOTE, JSON, quote(LIMIT + 1)), 413, TOO_LARGE);
    }

    @Test
    void theLimitCountsForChunksToo() throws Exception {
        assertThat(chunked(quote(LIMIT)).status()).isEqualTo(200);
        requireRefusal(chunked(quote(LIMIT + 1)), 413, TOO_LARGE);
    }

    /** It reads nothing before it has sent everything: ten times the limit, more than any socket buffers. */
    @Test
    void theAnswerReachesAClientThatSendsAllFirst() throws Exception {
        requireRefusal(EDGE.send("POST", QUOTE, JSON, quote(10 * LIMIT)), 413, TOO_LARGE);
        requireRefusal(chunked(quote(10 * LIMIT)), 413, TOO_LARGE);
    }

    @Test
    void theAnswerReachesAClientThatNeverEnds() throws Exception {
        try (Socket socket = RawHttp.connect(EDGE.url())) {
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> sendForever(socket));

            requireRefusal(RawHttp.read(socket.getInputStream()), 413, TOO_LARGE);

            sender.get(40, TimeUnit.SECONDS); // somebody cuts it off
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/claude/messages", "/wallet/v1/messages"})
    void modelRoutesTakeTwentyMebibytes(String path) {
        String text = "one more word, ".repeat(20 * 1024 * 1024 / 15);
        String message = message(text);

        HttpResponse<String> answer = EDGE.gateway()
                .send(EDGE.gateway()
                        .request(path, "Content-Type", "application/json", "X-User-Address", EdgeGateway.WALLET)
                        .POST(BodyPublishers.ofString(message)));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(EDGE.claude().takeRequest().body()).isEqualTo(message.getBytes(UTF_8));
    }

    @Test
    void modelRoutesTakeNoMoreThanTheirLimit() throws Exception {
        String message = "Request body is larger than 33554432 bytes";
        String length = "Content-Length: " + (LLM_LIMIT + 1) + "\r\n";

        RawHttp.Answer documented = sendHead("/api/v1/claude/messages", JSON + length);
        requireRefusal(documented, 413, detail(message));

        RawHttp.Answer anthropic = sendHead("/wallet/v1/messages", JSON + length);
        requireRefusal(anthropic, 413, anthropic("request_too_large", message, anthropic));
    }

    @Test
    void aBodyThatIsTooLargeIsNotAskedFor() throws Exception {
        String expect = JSON + "Expect: 100-continue\r\n";

        RawHttp.Answer answer = sendHead(QUOTE, expect + "Content-Length: " + (LIMIT + 1) + "\r\n");
        requireRefusal(answer, 413, TOO_LARGE);
        requireRefusal(
                sendHead(QUOTE, "Expect: 100-continue\r\nContent-Length: 5\r\n"),
                415,
                detail("Content-Type must be application/json"));
        requireRefusal(sendHead("/nope", expect + "Content-Length: 5\r\n"), 404, detail("Not Found"));
    }

    @Test
    void aBodyThatIsWantedIsAskedFor() throws Exception {
        byte[] body = quote(200);
        try (Socket socket = RawHttp.connect(EDGE.url())) {
            write(socket, RawHttp.head("POST", QUOTE, JSON + "Expect: 100-continue\r\nContent-Length: 200\r\n"));
            assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(100);

            write(socket, body);
            assertThat(RawHttp.read(socket.getInputStream()).status()).isEqualTo(200);
        }
    }

    /** 4 MiB that nobody wants are read and forgotten. */
    @Test
    void aRefusedBodyLeavesTheConnectionUsable() throws Exception {
        byte[] body = quote(2 * LIMIT);
        try (Socket socket = RawHttp.connect(EDGE.url())) {
            write(socket, RawHttp.head("POST", "/nope", JSON + "Content-Length: " + body.length + "\r\n"));
            write(socket, body);
            requireRefusal(RawHttp.read(socket.getInputStream()), 404, detail("Not Found"));

            write(socket, RawHttp.head("GET", "/nope", ""));
            requireRefusal(RawHttp.read(socket.getInputStream()), 404, detail("Not Found"));
        }
    }

    @Test
    void aBodyThatEndsEarlyIsRefused() throws Exception {
        try (Socket socket = RawHttp.connect(EDGE.url())) {
            write(socket, RawHttp.head("POST", QUOTE, JSON + "Content-Length: 200\r\n"));
            write(socket, "{\"user".getBytes(US_ASCII));
            socket.shutdownOutput();

            requireRefusal(
                    RawHttp.read(socket.getInputStream()),
                    400,
                    detail("body: ended early, or its chunks are malformed"));
        }
    }

    @Test
    void aBodyThatDoesNotComeIsRefused() throws Exception {
        RawHttp.Answer answer = sendHead(QUOTE, JSON + "Content-Length: 200\r\n");

        requireRefusal(answer, 408, detail("The request's body did not come in time"));
    }

    @Test
    void malformedChunksAreRefused() throws Exception {
        try (Socket socket = RawHttp.connect(EDGE.url())) {
            write(socket, RawHttp.head("POST", QUOTE, CHUNKED));
            write(socket, "zz\r\n".getBytes(US_ASCII));

            requireRefusal(
                    RawHttp.read(socket.getInputStream()),
                    400,
                    detail("body: ended early, or its chunks are malformed"));
        }
    }

    private static RawHttp.Answer sendHead(String path, String headerLines) throws IOException {
        try (Socket socket = RawHttp.connect(EDGE.url())) {
            String wallet = "X-User-Address: " + EdgeGateway.WALLET + "\r\n";
            write(socket, RawHttp.head("POST", path, headerLines + wallet));
            return RawHttp.read(socket.getInputStream());
        }
    }

    private static RawHttp.Answer chunked(byte[] body) throws IOException {
        try (Socket socket = RawHttp.connect(EDGE.url())) {
            OutputStream out = socket.getOutputStream();
            out.write(RawHttp.head("POST", QUOTE, CHUNKED));
            for (int from = 0; from < body.length; from += 8192) {
                byte[] chunk = Arrays.copyOfRange(body, from, Math.min(body.length, from + 8192));
                out.write((Integer.toHexString(chunk.length) + "\r\n").getBytes(US_ASCII));
                out.write(chunk);
                out.write("\r\n".getBytes(US_ASCII));
            }
            out.write("0\r\n\r\n".getBytes(US_ASCII));
            return RawHttp.read(socket.getInputStream());
        }
    }

    private static void sendForever(Socket socket) {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(RawHttp.head("POST", QUOTE, CHUNKED));
            byte[] chunk = ("10000\r\n" + " ".repeat(0x10000) + "\r\n").getBytes(US_ASCII);
            while (true) {
                out.write(chunk);
            }
        } catch (IOException e) {
            // the server has closed the connection
        }
    }

    private static void write(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    private static byte[] quote(int size) {
        String quote = "{\"amount\":\"1.0\",\"user_address\":\"" + EdgeGateway.WALLET + "\"";
        return (quote + " ".repeat(size - quote.length() - 1) + "}").getBytes(US_ASCII);
    }

    private static String message(String text) {
        return "{\"model\":\"claude-3-5-sonnet-20241022\",\"max_tokens\":16,\"messages\":[{\"role\":\"user\",\"content\":\""
                + text + "\"}]}";
    }
}
