package dev.tollgate.evm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A node that answers as no hardhat does: what other nodes say, and what they say on a bad day. */
public final class OddNode implements AutoCloseable {

    public static final String HASH = "0x" + "33".repeat(32);
    static final String BLOCK_HASH = "0x" + "11".repeat(32);
    public static final String USER = "0x" + "a1".repeat(20);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> results = new ConcurrentHashMap<>(Map.of(
            "eth_chainId", "\"0x539\"",
            "eth_blockNumber", "\"0x70\"",
            "eth_getTransactionByHash",
                    "{\"hash\":\"" + HASH + "\",\"from\":\"" + USER + "\",\"to\":\"" + Desk.TRANSIT
                            + "\",\"value\":\"0xde0b6b3a7640000\"}",
            "eth_getTransactionReceipt",
                    "{\"transactionHash\":\"" + HASH + "\",\"status\":\"0x1\",\"blockNumber\":\"0x64\",\"blockHash\":\""
                            + BLOCK_HASH + "\"}",
            "eth_getBlockByNumber 0x64", "{\"number\":\"0x64\",\"hash\":\"" + BLOCK_HASH + "\"}",
            "eth_getBlockByNumber finalized", "{\"number\":\"0x64\",\"hash\":\"" + BLOCK_HASH + "\"}"));
    private final HttpServer server;
    private volatile int status = 200;

    public OddNode() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param result JSON */
    public OddNode says(String method, String result) {
        results.put(method, result);
        return this;
    }

    OddNode fails(String method, int code, String message) {
        results.put(method, "!{\"code\":" + code + ",\"message\":\"" + message + "\"}");
        return this;
    }

    OddNode hasStatus(int status) {
        this.status = status;
        return this;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            String method = request.path("method").asText();
            String block = method + " " + request.path("params").path(0).asText();
            String result = results.getOrDefault(block, results.getOrDefault(method, "null"));
            String field = result.startsWith("!") ? "\"error\":" + result.substring(1) : "\"result\":" + result;
            byte[] body = ("{\"jsonrpc\":\"2.0\",\"id\":" + request.path("id") + "," + field + "}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
