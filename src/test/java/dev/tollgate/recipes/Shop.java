package dev.tollgate.recipes;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.evm.OddNode;
import dev.tollgate.json.StrictJson;
import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.EditableRoutes;
import dev.tollgate.testing.Recipe;
import dev.tollgate.testing.SandboxApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Path folder;
    private final SandboxApplication application;

    Shop(Path folder) throws Exception {
        this.folder = folder;
        chain = new OddNode();
        receiver = new Receiver();
        String secondUrl = second.messagesUrl().toString();
        Map<String, String> settings = new HashMap<>(Map.of(
                "CLAUDE_BACKEND_URL",
                first.messagesUrl().toString(),
                "CLAUDE_API_KEY",
                "first-key",
                "CLAUDE_REQUEST_TIMEOUT",
                UPSTREAM_TIMEOUT_SECONDS,
                "EVM_RPC_URL",
                chain.url(),
                "USAGE_WEBHOOK_URL",
                receiver.url(),
                "USAGE_WEBHOOK_TOKEN",
                "webhook-token"));
        for (String name : List.of("EU", "SECOND")) {
            settings.put("TOLLGATE_UPSTREAMS_" + name + "_URL", secondUrl);
            settings.put("TOLLGATE_UPSTREAMS_" + name + "_API_KEY", "second-key");
        }
        application = SandboxApplication.start(EditableRoutes.in(folder), settings);
    }

    Path dataDir() {
        return folder.resolve("data");
    }

    /** Applies a recipe, and waits until it is live. */
    void apply(Recipe recipe) throws Exception {
        edit(() -> recipe.apply(folder));
    }

    /** Takes a recipe back, and waits until it is gone. */
    void reverse(Recipe recipe) throws Exception {
        edit(() -> recipe.reverse(folder));
    }

    private void edit(SandboxApplication.Edit edit) throws Exception {
        application.edit(edit);
        if (application.metric("tollgate_route_files_refused") > 0) {
            throw new AssertionError("the edit was refused:\n" + log());
        }
    }

    JdbcClient jdbc() {
        return application.jdbc();
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
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(application.url() + path)).timeout(Duration.ofSeconds(60));
        return headers.length == 0 ? request : request.headers(headers);
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

    void recharge(String wallet, String mon) throws Exception {
        application.recharge(wallet, mon);
    }

    /** What a wallet can spend, in MON. */
    BigDecimal balance(String wallet) throws Exception {
        return application.balance(wallet);
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
        return application.process().output();
    }

    @Override
    public void close() throws Exception {
        first.close();
        second.close();
        chain.close();
        receiver.close();
        application.close();
    }
}
