package dev.tollgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tollgate.load.LoadClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * The packaged application as a user runs it: {@code java -jar} in a folder with application.yaml and routes, its own
 * PostgreSQL with its production settings, the sandbox's header instead of a signed session.
 *
 * <p>Its routes are a copy of the checkout's, and those of src/bench/routes.
 */
final class Tollgate implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String JAR = "tollgate.jar";
    private static final String RECHARGE = """
            {"user_address":"%s","amount":"1000000","client_type":"x402-gateway"}""";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path dataDir;
    private final Child child;
    private final int port;
    private final int managementPort;

    private Tollgate(Path dataDir, Child child, int port, int managementPort) {
        this.dataDir = dataDir;
        this.child = child;
        this.port = port;
        this.managementPort = managementPort;
    }

    /**
     * Starts one on a new database and waits until it is ready.
     *
     * @param checkout whose application.yaml, routes and jar it takes
     * @param upstream without a path
     */
    static Tollgate start(String name, Path checkout, URI upstream, Settings settings) throws Exception {
        return start(name, checkout, settings, upstreams(upstream));
    }

    /** The same with other environment variables than an upstream's. */
    static Tollgate start(String name, Path checkout, Settings settings, Map<String, String> environment)
            throws Exception {
        Path folder = settings.output().resolve("run").resolve(name);
        FileSystemUtils.deleteRecursively(folder);
        layOut(folder, checkout);
        return launch(name, folder, settings, environment).awaitReady();
    }

    private static Map<String, String> upstreams(URI upstream) {
        return Map.of(
                "CLAUDE_BACKEND_URL",
                upstream.resolve(Answers.CLAUDE.path()).toString(),
                "UPSTREAM_URL",
                upstream.toString(),
                "UPSTREAM_API_KEY",
                "bench");
    }

    /** Starts one in a folder that is laid out, without waiting. */
    static Tollgate launch(String name, Path folder, URI upstream, Settings settings) throws IOException {
        return launch(name, folder, settings, upstreams(upstream));
    }

    private static Tollgate launch(String name, Path folder, Settings settings, Map<String, String> environment)
            throws IOException {
        int port = Child.freePort();
        int managementPort = Child.freePort();
        List<String> command = new ArrayList<>(List.of(Child.java()));
        command.addAll(settings.jvm());
        command.addAll(List.of("-jar", JAR));
        Map<String, String> all = new HashMap<>(environment);
        all.put("PORT", Integer.toString(port));
        all.put("MANAGEMENT_PORT", Integer.toString(managementPort));
        Child child = Child.start(name, folder, settings.output().resolve("logs"), all, command);
        return new Tollgate(folder.resolve("data"), child, port, managementPort);
    }

    /**
     * Makes a working folder as the README's is, with the benchmark's own routes beside the product's. The jar is copied
     * too, with its libraries: a build during the run would pull it from under the running process.
     */
    static void layOut(Path folder, Path checkout) throws IOException {
        Files.createDirectories(folder.resolve("routes/bench"));
        Files.copy(checkout.resolve("target").resolve(JAR), folder.resolve(JAR));
        if (Files.isDirectory(checkout.resolve("target/lib"))) { // a jar of before decision 52 has them in it
            FileSystemUtils.copyRecursively(checkout.resolve("target/lib"), folder.resolve("lib"));
        }
        Files.copy(checkout.resolve("application.yaml"), folder.resolve("application.yaml"));
        FileSystemUtils.copyRecursively(checkout.resolve("routes"), folder.resolve("routes"));
        FileSystemUtils.copyRecursively(Path.of("src/bench/routes"), folder.resolve("routes/bench"));
    }

    Tollgate awaitReady() throws InterruptedException {
        child.awaitStatus(readiness(), 200);
        return this;
    }

    /** Waits for a 200 from /health, and returns how long that is after a moment of {@link System#nanoTime}. */
    double secondsUntilHealthy(long startNanos) throws InterruptedException {
        child.awaitStatus(url("/health"), 200);
        return (System.nanoTime() - startNanos) / 1e9;
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    URI readiness() {
        return URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness");
    }

    long pid() {
        return child.pid();
    }

    /** Gives each of the load client's callers a million MON. */
    void rechargeWallets(int wallets) throws IOException, InterruptedException {
        for (int i = 0; i < wallets; i++) {
            post("/internal/recharge", RECHARGE.formatted(LoadClient.wallet(i)));
        }
    }

    /**
     * POSTs JSON, and returns what is answered.
     *
     * @param headers names and values in turn
     * @throws IllegalStateException unless it went well
     */
    JsonNode post(String path, String json, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url(path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json));
        if (headers.length > 0) {
            request.headers(headers);
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        if (response.statusCode() / 100 != 2) {
            throw new IllegalStateException(path + ": " + response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** The CPU time that its PostgreSQL has used so far, in microseconds. */
    long postgresCpuMicros() {
        return ProcessUsage.treeCpuMicros(Long.parseLong(postmaster().get(0)));
    }

    /** A connection to its database. */
    Connection connectToDatabase() throws IOException, SQLException {
        String password =
                Files.readString(dataDir.resolve("postgres/tollgate.password")).strip();
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postmaster().get(3) + "/postgres", "tollgate", password);
    }

    @Override
    public void close() {
        child.close();
    }

    /** Line 1 is the process id, line 4 the port. */
    private List<String> postmaster() {
        try (Stream<String> lines = Files.lines(dataDir.resolve("postgres/postmaster.pid"))) {
            return lines.map(String::strip).toList();
        } catch (IOException e) {
            throw new IllegalStateException("no database in " + dataDir, e);
        }
    }
}
