package dev.tollgate.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.Tollgate;
import dev.tollgate.json.StrictJson;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The whole application in this JVM, on random ports, over a database of its own: for tests that speak HTTP to it.
 *
 * <p>{@link #shared()} is started once and serves every test that needs nothing special; such tests use wallets of
 * their own ({@link #newWallet()}).
 */
public final class Gateway implements AutoCloseable {

    private static final AtomicInteger STARTED = new AtomicInteger();

    /** Tests register more users a minute, from one address, than people do. */
    private static final Map<String, String> SHARED = Map.of(
            "tollgate.sign-in.registrations-per-minute", "100000",
            "tollgate.sign-in.attempts-per-address", "100000");

    private static @Nullable Gateway shared;

    private final TestDatabase database = TestDatabase.create();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final ConfigurableApplicationContext application;

    private Gateway(Map<String, String> settings, ApplicationListener<?>... listeners) {
        Map<String, String> all = new HashMap<>(Map.of(
                "PORT", "0",
                "MANAGEMENT_PORT", "0",
                "WARMUP", "off",
                "DATABASE_URL", database.jdbcUrl()));
        // Quartz finds its data source, and its jobs their Camel context, by names that count in the whole JVM: with
        // the same ones, the jobs of the first application would run on the database of the second.
        String unique = "tollgate-test-" + STARTED.incrementAndGet();
        all.put("DATA_DIR", Path.of("target", unique).toString());
        all.put("camel.main.name", unique);
        all.put("spring.quartz.properties.org.quartz.scheduler.instanceName", unique);
        all.putAll(settings);
        List<String> arguments = new ArrayList<>();
        all.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        application = new SpringApplicationBuilder(Tollgate.class)
                .listeners(listeners)
                .run(arguments.toArray(String[]::new));
    }

    /** The application as it comes, but for the bounds on signing in, for all tests of this JVM. */
    public static synchronized Gateway shared() {
        if (shared == null) {
            shared = new Gateway(SHARED);
        }
        return shared;
    }

    /**
     * One with settings of its own.
     *
     * @param settings by the names of the environment variables, or of Spring's properties
     */
    public static Gateway start(Map<String, String> settings) {
        return new Gateway(settings);
    }

    /** @param listeners told of its start's steps */
    public static Gateway start(Map<String, String> settings, ApplicationListener<?>... listeners) {
        return new Gateway(settings, listeners);
    }

    /** Where its endpoints are. */
    public String url() {
        return "http://127.0.0.1:" + application.getEnvironment().getProperty("local.server.port");
    }

    /** Where its management port is. */
    public String managementUrl() {
        return "http://127.0.0.1:" + application.getEnvironment().getProperty("local.management.port");
    }

    public ConfigurableApplicationContext application() {
        return application;
    }

    /** For looking at its tables. */
    public JdbcClient jdbc() {
        return database.jdbc();
    }

    public HttpClient http() {
        return http;
    }

    /** A wallet that nobody has used: 0x and 40 lower-case hex digits. */
    public static String newWallet() {
        StringBuilder address = new StringBuilder("0x");
        for (int i = 0; i < 40; i++) {
            address.append(Character.forDigit(ThreadLocalRandom.current().nextInt(16), 16));
        }
        return address.toString();
    }

    /** A new wallet with money. */
    public String newWallet(String mon) {
        String address = newWallet();
        recharge(address, mon);
        return address;
    }

    /** Credits MON through {@code /internal/recharge}. */
    public void recharge(String address, String mon) {
        HttpResponse<String> answer = post(
                "/internal/recharge",
                "{\"user_address\":\"" + address + "\",\"amount\":\"" + mon + "\",\"client_type\":\"test\"}");
        if (answer.statusCode() != 200) {
            throw new AssertionError("recharge: " + answer.statusCode() + " " + answer.body());
        }
    }

    /** What a wallet can spend, as {@code balance_mon} has it. */
    public String balanceMon(String address) {
        return json(get("/api/v1/balance/" + address)).path("balance_mon").asText();
    }

    /**
     * POSTs JSON.
     *
     * @param headers names and values in turn
     */
    public HttpResponse<String> post(String path, String json, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    /** @param headers names and values in turn */
    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    /** A request to a path of the product's port, or to a whole URL. */
    public HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(path.startsWith("/") ? url() + path : path))
                .timeout(Duration.ofSeconds(60));
        return headers.length == 0 ? request : request.headers(headers);
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    public static JsonNode json(HttpResponse<String> answer) {
        return parse(answer.body());
    }

    public static JsonNode parse(String json) {
        try {
            return StrictJson.mapper().readTree(json);
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    @Override
    public void close() {
        application.close();
        database.close();
    }
}
