package dev.tollgate.replicas;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A chain on which everybody has paid 1 MON in each transaction that he asks about: the hash says who. */
final class PaidChain implements AutoCloseable {

    static final String TRANSIT = "0x7011647e000000000000000000000000000000aa";
    static final String MON_WEI = "1000000000000000000";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BLOCK = "{\"number\":\"0x64\",\"hash\":\"0x" + "11".repeat(32) + "\"}";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    PaidChain() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** The hash of a wallet's payment. */
    static String payment(String wallet, int number) {
        return wallet + "%024x".formatted(number);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            String hash = request.path("params").path(0).asText();
            String result = switch (request.path("method").asText()) {
                case "eth_chainId" -> "\"0x539\"";
                case "eth_blockNumber" -> "\"0x70\"";
                case "eth_getTransactionByHash" -> transaction(hash);
                case "eth_getTransactionReceipt" -> receipt(hash);
                case "eth_getBlockByNumber" -> BLOCK;
                default -> "null";
            };
            byte[] body = ("{\"jsonrpc\":\"2.0\",\"id\":" + request.path("id") + ",\"result\":" + result + "}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static String transaction(String hash) {
        return "{\"hash\":\"%s\",\"from\":\"%s\",\"to\":\"%s\",\"value\":\"0xde0b6b3a7640000\"}"
                .formatted(hash, hash.substring(0, 42), TRANSIT);
    }

    private static String receipt(String hash) {
        return "{\"transactionHash\":\"%s\",\"status\":\"0x1\",\"blockNumber\":\"0x64\",\"blockHash\":\"0x%s\"}"
                .formatted(hash, "11".repeat(32));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
