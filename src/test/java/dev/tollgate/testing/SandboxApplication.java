package dev.tollgate.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.json.StrictJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The whole application in the sandbox, a process of its own on a fresh database, and what its tests ask it for. */
public final class SandboxApplication implements AutoCloseable {

    private static final Duration EDIT_MAX = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final TestDatabase database;
    private final ApplicationProcess process;
    private final String url;
    private final String managementUrl;

    private SandboxApplication(TestDatabase database, ApplicationProcess process) throws Exception {
        this.database = database;
        this.process = process;
        this.url = process.awaitStarted().baseUrl();
        this.managementUrl = process.managementUrl();
    }

    /**
     * Starts it and waits until it serves.
     *
     * @param dataDir a folder for the test alone
     * @param settings environment variables
     */
    public static SandboxApplication start(Path dataDir, Map<String, String> settings) throws Exception {
        return startIn(Path.of("").toAbsolutePath(), dataDir, settings);
    }

    /** Starts it on routes that the test may edit, with its data beside them. */
    public static SandboxApplication start(EditableRoutes routes, Map<String, String> settings) throws Exception {
        return startIn(routes.folder(), routes.folder().resolve("data"), settings);
    }

    private static SandboxApplication startIn(Path workingFolder, Path dataDir, Map<String, String> settings)
            throws Exception {
        TestDatabase database = TestDatabase.create();
        Map<String, String> all = new HashMap<>(settings);
        all.put("DATABASE_URL", database.jdbcUrl());
        return new SandboxApplication(database, ApplicationProcess.startIn(workingFolder, dataDir, all));
    }

    /** Such as {@code http://127.0.0.1:40123}. */
    public String url() {
        return url;
    }

    /** Such as {@code http://127.0.0.1:40124}. */
    public String managementUrl() {
        return managementUrl;
    }

    /** Edits files of its routes and waits until it has taken them over, or refused them. */
    public void edit(Edit edit) throws Exception {
        double before = metric("tollgate_route_edits_total");
        edit.run();
        long deadline = System.nanoTime() + EDIT_MAX.toNanos();
        while (metric("tollgate_route_edits_total") <= before) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the edit isn't seen:\n" + process.output());
            }
            Thread.sleep(20);
        }
    }

    /** Changes to files. */
    public interface Edit {
        void run() throws Exception;
    }

    /** Its database, to look at. */
    public JdbcClient jdbc() {
        return database.jdbc();
    }

    /** Its process, to stop or to kill. */
    public ApplicationProcess process() {
        return process;
    }

    /** Gives a wallet MON, as the x402 gateway does. */
    public void recharge(String address, String mon) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/internal/recharge"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"user_address\":\"%s\",\"amount\":\"%s\",\"client_type\":\"test\"}".formatted(address, mon)))
                .build();
        String answer = body(request);
        if (!StrictJson.mapper().readTree(answer).path("success").asBoolean()) {
            throw new AssertionError("recharge failed: " + answer);
        }
    }

    /** What a wallet can spend, in MON. */
    public BigDecimal balance(String address) throws IOException, InterruptedException {
        JsonNode balance = StrictJson.mapper()
                .readTree(body(HttpRequest.newBuilder(URI.create(url + "/api/v1/balance/" + address))
                        .build()));
        return new BigDecimal(balance.path("balance_mon").asText());
    }

    /** A number from the management port, by its name in Prometheus' format. */
    public double metric(String name) throws IOException, InterruptedException {
        String metrics = body(HttpRequest.newBuilder(URI.create(managementUrl + "/actuator/prometheus"))
                .build());
        return metrics.lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    private String body(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new AssertionError(request.uri() + " answered " + response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    @Override
    public void close() throws Exception {
        try (database;
                process) {
            process.stop();
        }
    }
}
