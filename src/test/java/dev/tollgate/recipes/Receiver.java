package dev.tollgate.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tollgate.json.StrictJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Somebody who is told by webhooks. */
final class Receiver implements AutoCloseable {

    /** What came, header names in lower case. */
    record Told(Map<String, String> headers, String text) {
        JsonNode json() throws IOException {
            return StrictJson.mapper().readTree(text);
        }
    }

    private final LinkedBlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile CountDownLatch answering = new CountDownLatch(0);
    private volatile int status = 204;

    Receiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::receive);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/usage";
    }

    /** From now on it answers with this status. */
    void answersWith(int newStatus) {
        status = newStatus;
    }

    /** From now on it answers nobody, until the latch is open. */
    CountDownLatch answersLater() {
        answering = new CountDownLatch(1);
        return answering;
    }

    /** Waits for the next that it is told. */
    Told next() throws InterruptedException {
        Told next = told.poll(20, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was told within 20 s");
        }
        return next;
    }

    boolean wasToldMore() {
        return !told.isEmpty();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            Map<String, String> headers = exchange.getRequestHeaders().entrySet().stream()
                    .collect(Collectors.toMap(
                            header -> header.getKey().toLowerCase(Locale.ROOT),
                            header -> header.getValue().get(0)));
            told.add(new Told(headers, new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
            answering.await();
            exchange.sendResponseHeaders(status, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        answering.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
