package dev.tollgate.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Executors;

/** An upstream that paces its streams and stamps each delta with when it is sent; a process of its own. */
final class PacedUpstream {

    private static final int BACKLOG = 4_096;
    private static final String SENT_AT = "@%d ";

    private final int everyMillis;

    private PacedUpstream(int everyMillis) {
        this.everyMillis = everyMillis;
    }

    /** @param args port and milliseconds between two events */
    public static void main(String... args) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "20000");
        PacedUpstream upstream = new PacedUpstream(Integer.parseInt(args[1]));
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), BACKLOG);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/health", exchange -> answer(exchange, "text/plain", "ok"));
        for (Answers answers : List.of(Answers.CLAUDE, Answers.OPENAI)) {
            server.createContext(answers.path(), exchange -> upstream.answer(exchange, answers));
        }
        server.start();
    }

    private void answer(HttpExchange exchange, Answers answers) throws IOException {
        exchange.getRequestBody().readAllBytes();
        if (!"text/event-stream".equals(exchange.getRequestHeaders().getFirst("accept"))) {
            answer(exchange, "application/json", answers.json());
        } else if (everyMillis == 0) {
            answer(exchange, "text/event-stream", answers.sse());
        } else {
            stream(exchange, answers);
        }
    }

    private void stream(HttpExchange exchange, Answers answers) throws IOException {
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (exchange;
                OutputStream body = exchange.getResponseBody()) {
            send(body, answers.head());
            for (int i = 0; i < Answers.DELTAS; i++) {
                Thread.sleep(everyMillis);
                long sentAt = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
                send(body, answers.delta(SENT_AT.formatted(sentAt) + "The keeper writes it down. "));
            }
            send(body, answers.tail());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(OutputStream body, String events) throws IOException {
        body.write(events.getBytes(UTF_8));
        body.flush();
    }

    private static void answer(HttpExchange exchange, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        try (exchange) {
            exchange.getResponseHeaders().set("content-type", type);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
