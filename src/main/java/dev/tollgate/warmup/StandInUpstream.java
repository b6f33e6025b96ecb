package dev.tollgate.warmup;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers like Claude, as JSON or as a stream, on a port of the loopback address for as long as it is open. */
final class StandInUpstream implements AutoCloseable {

    private static final byte[] MESSAGE = bytes("""
            {"id":"msg_warm_up","type":"message","role":"assistant","model":"warm-up",\
            "content":[{"type":"text","text":"Hello there, how are you?"}],"stop_reason":"end_turn",\
            "stop_sequence":null,"usage":{"input_tokens":9,"output_tokens":12}}""");

    private static final List<byte[]> EVENTS = List.of(
            event("message_start", """
                    {"type":"message_start","message":{"id":"msg_warm_up","type":"message","role":"assistant",\
                    "model":"warm-up","content":[],"stop_reason":null,"stop_sequence":null,\
                    "usage":{"input_tokens":9,"output_tokens":1}}}"""),
            event("content_block_start", """
                    {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}"""),
            delta("Hello "),
            delta("there, "),
            delta("how are "),
            delta("you?"),
            event("content_block_stop", """
                    {"type":"content_block_stop","index":0}"""),
            event("message_delta", """
                    {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},\
                    "usage":{"output_tokens":12}}"""),
            event("message_stop", """
                    {"type":"message_stop"}"""));

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(runnable -> {
        Thread daemon = new Thread(runnable, "warm-up-upstream");
        daemon.setDaemon(true);
        return daemon;
    });

    StandInUpstream() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", StandInUpstream::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/messages";
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (request.contains("\"stream\":true")) {
                stream(exchange);
            } else {
                exchange.getResponseHeaders().set("content-type", "application/json");
                exchange.sendResponseHeaders(200, MESSAGE.length);
                exchange.getResponseBody().write(MESSAGE);
            }
        }
    }

    private static void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream body = exchange.getResponseBody();
        for (byte[] event : EVENTS) {
            body.write(event);
            body.flush();
        }
    }

    private static byte[] delta(String text) {
        return event(
                "content_block_delta",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text
                        + "\"}}");
    }

    private static byte[] event(String name, String data) {
        return bytes("event: " + name + "\ndata: " + data + "\n\n");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
