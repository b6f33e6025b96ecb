package dev.tollgate.payout;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A node in front of another: it forgets some things, and loses the answer to others, by a part of the request. */
final class FickleNode implements AutoCloseable {

    private static final String FORGOTTEN = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}";

    final Set<String> forgets = ConcurrentHashMap.newKeySet();
    final Set<String> losesTheAnswerTo = ConcurrentHashMap.newKeySet();

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;
    private final URI behind;

    FickleNode(String behind) throws IOException {
        this.behind = URI.create(behind);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String answer = forgets.stream().anyMatch(request::contains) ? FORGOTTEN : ask(request);
            boolean lost = answer == null || losesTheAnswerTo.stream().anyMatch(request::contains);
            byte[] body = String.valueOf(answer).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(lost ? 502 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private @Nullable String ask(String request) throws IOException {
        try {
            return client.send(
                            HttpRequest.newBuilder(behind)
                                    .header("Content-Type", "application/json")
                                    .POST(HttpRequest.BodyPublishers.ofString(request))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
