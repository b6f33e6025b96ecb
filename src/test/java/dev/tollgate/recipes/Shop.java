package dev.tollgate.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.evm.OddNode;
import dev.tollgate.json.StrictJson;
import dev.tollgate.testing.ApplicationProcess;
import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.Recipe;
import dev.tollgate.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The application on a copy of the routes, with two upstreams, a chain and a receiver of webhooks around it. */
final class Shop implements AutoCloseable {

    static final String DOCUMENTED = "/api/v1/claude/messages";
    static final String ANTHROPIC = "/wallet/v1/messages";

    /** A time-out that a test can wait for. */
    private static final String UPSTREAM_TIMEOUT_SECONDS = "2";

    final ClaudeStandIn first = ClaudeStandIn.start();
    final ClaudeStandIn second = ClaudeStandIn.start();
    final OddNode chain;
    final Receiver receiver;
    private final TestDatabase database = TestDatabase.create();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Path folder;
    private @Nullable ApplicationProcess process;

    Shop(Path folder) throws Exception {
        this.folder = folder;
        chain = new OddNode();
        receiver = new Receiver();
        copyRoutes();
    }

    void start() throws Exception {
        String secondUrl = second.messagesUrl().toString();
        Map<String, String> settings = new HashMap<>(Map.of(
                "DATABASE_URL", database.jdbcUrl(),
                "CLAUDE_BACKEND_URL", first.messagesUrl().toString(),
                "CLAUDE_API_KEY", "first-key",
                "CLAUDE_REQUEST_TIMEOUT", UPSTREAM_TIMEOUT_SECONDS,
                "EVM_RPC_URL", chain.url(),
                "USAGE_WEBHOOK_URL", receiver.url(),
                "USAGE_WEBHOOK_TOKEN", "webhook-token"));
        for (String name : List.of("EU", "SECOND")) {
            settings.put("TOLLGATE_UPSTREAMS_" + name + "_URL", secondUrl);
            settings.put("TOLLGATE_UPSTREAMS_" + name + "_API_KEY", "second-key");
        }
        process = ApplicationProcess.startIn(folder, dataDir(), settings).awaitStarted();
    }

    private void copyRoutes() throws IOException {
        Files.copy(Path.of("application.yaml"), folder.resolve("application.yaml"));
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file));
            }
        }
    }

    Path dataDir() {
        return folder.resolve("data");
    }

    void apply(Recipe recipe) throws Exception {
        recipe.apply(folder);
    }

    void reverse(Recipe recipe) throws Exception {
        recipe.reverse(folder);
        if (process != null) {
            process.kill();
        }
    }

    private ApplicationProcess running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    JdbcClient jdbc() {
        return database.jdbc();
    }

    HttpResponse<String> call(String path, String wallet, String question, String... headers) {
        return send(request(path, headers)
                .header("X-User-Address", wallet)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(question)));
    }

    HttpResponse<String> post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    private HttpRequest.Builder request(String path, String... headers) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(
                            URI.create(running().baseUrl() + path))
                    .timeout(Duration.ofSeconds(60));
            return headers.length == 0 ? request : request.headers(headers);
        } catch (Exception e) {
            throw new AssertionError("the application is not up", e);
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return StrictJson.mapper().readTree(answer.body());
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + answer.body(), e);
        }
    }

    void recharge(String wallet, String mon) {
        HttpResponse<String> answer = post(
                "/internal/recharge",
                "{\"user_address\":\"" + wallet + "\",\"amount\":\"" + mon + "\",\"client_type\":\"test\"}");
        if (answer.statusCode() != 200) {
            throw new AssertionError("recharge: " + answer.statusCode() + " " + answer.body());
        }
    }

    /** What a wallet can spend, in MON. */
    BigDecimal balance(String wallet) {
        return new BigDecimal(
                json(get("/api/v1/balance/" + wallet)).path("balance_mon").asText());
    }

    /** The states of a wallet's holds. */
    List<String> holds(String wallet) {
        return jdbc().sql("SELECT state FROM hold WHERE account = (SELECT id FROM account WHERE owner = ?)"
                        + " ORDER BY created_at")
                .param("wallet:" + wallet)
                .query(String.class)
                .list();
    }

    /** What a wallet's calls cost, in MON, oldest first. */
    List<BigDecimal> charges(String wallet) {
        return jdbc()
                .sql("SELECT charge FROM usage WHERE owner = ? ORDER BY created_at")
                .param("wallet:" + wallet)
                .query(BigDecimal.class)
                .list()
                .stream()
                .map(wei -> wei.movePointLeft(18).stripTrailingZeros())
                .toList();
    }

    String log() throws IOException {
        return running().output();
    }

    @Override
    public void close() throws Exception {
        first.close();
        second.close();
        chain.close();
        receiver.close();
        if (process != null) {
            process.close();
        }
        database.close();
    }
}
