package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.EditableRoutes;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.SandboxApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The application in a process of its own, on routes that a test edits: what callers and operators see of them. */
final class EditedApplication implements AutoCloseable {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final SandboxApplication application;

    private EditedApplication(SandboxApplication application) {
        this.application = application;
    }

    /** Starts it on the routes as they are, with last good copies beside them. */
    static EditedApplication start(EditableRoutes routes) throws Exception {
        return new EditedApplication(
                SandboxApplication.start(routes, Map.of("LOGGING_LEVEL_DEV_TOLLGATE_RELOAD", "debug")));
    }

    SandboxApplication application() {
        return application;
    }

    /** Edits files and waits until that is live, or refused. */
    void edit(SandboxApplication.Edit edit) throws Exception {
        application.edit(edit);
    }

    /** What a caller of its endpoints gets. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(application.url() + path);
    }

    /** What the process has said so far. */
    String output() throws IOException {
        return application.process().output();
    }

    double metric(String name) throws Exception {
        return application.metric(name);
    }

    /** All metrics, in Prometheus' format. */
    String metrics() throws Exception {
        return send(application.managementUrl() + "/actuator/prometheus").body();
    }

    /** Why files are refused, by their names, as health says. */
    JsonNode refusedInHealth() throws Exception {
        JsonNode health = operator("/actuator/health");
        assertThat(health.path("status").asText()).isEqualTo("UP");
        return health.at("/components/routes/details/refused");
    }

    /** What operators see of all routes. */
    List<JsonNode> entries() throws Exception {
        List<JsonNode> entries = new ArrayList<>();
        operator("/operator/routes?page_size=200").path("items").forEach(entries::add);
        return entries;
    }

    /** What operators see of one route, in all its versions. */
    List<JsonNode> entries(String id) throws Exception {
        return entries().stream()
                .filter(entry -> entry.path("id").asText().equals(id))
                .toList();
    }

    /** The states of a route's versions, each once, by name. */
    List<String> states(String id) throws Exception {
        return entries(id).stream()
                .map(entry -> entry.path("state").asText())
                .distinct()
                .sorted()
                .toList();
    }

    /** The state of the one thing in a file below {@code routes/}. */
    String stateOf(String file) throws Exception {
        List<JsonNode> entries = entries();
        return entries.stream()
                .filter(entry -> entry.path("file").asText().equals("routes/" + file))
                .map(entry -> entry.path("state").asText())
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + file + " in " + entries));
    }

    private JsonNode operator(String path) throws Exception {
        HttpResponse<String> answer = send(application.managementUrl() + path);
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        return Gateway.parse(answer.body());
    }

    private static HttpResponse<String> send(String url) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("X-Operator", "test")
                .header("X-User-Address", Gateway.newWallet())
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    @Override
    public void close() throws Exception {
        application.close();
    }
}
