package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.EditableRoutes;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.SandboxApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One edit after the other on a running application, and what operators see of them. */
class EditedRoutesTest {

    private static final String HEALTH = "wallet/wallet-health.camel.yaml";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    static Path folder;

    private static EditableRoutes routes;
    private static SandboxApplication application;

    @BeforeAll
    static void start() throws Exception {
        routes = EditableRoutes.in(folder);
        application = SandboxApplication.start(routes, Map.of());
    }

    @AfterAll
    static void stop() throws Exception {
        application.close();
    }

    @Test
    void anEditedPathMoves() throws Exception {
        application.edit(() -> routes.replace(HEALTH, "platform-http:/health", "platform-http:/health2"));
        assertThat(get("/health2").statusCode()).isEqualTo(200);
        assertThat(get("/health").statusCode()).isEqualTo(404);

        application.edit(() -> routes.replace(HEALTH, "platform-http:/health2", "platform-http:/health"));
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(get("/health2").statusCode()).isEqualTo(404);
    }

    @Test
    void aPathThatMovesToAnotherFileIsServedThroughout() throws Exception {
        String text = routes.read(HEALTH);
        String elsewhere = "wallet/wallet-alive.camel.yaml";
        AtomicBoolean moving = new AtomicBoolean(true);
        CompletableFuture<Set<Integer>> statuses = CompletableFuture.supplyAsync(() -> {
            Set<Integer> all = new TreeSet<>();
            while (moving.get()) {
                all.add(assertDoesNotThrow(() -> get("/health")).statusCode());
            }
            return all;
        });
        for (int round = 0; round < 2; round++) {
            application.edit(() -> {
                routes.write(elsewhere, text.replace("id: wallet-health", "id: wallet-alive"));
                routes.replace(HEALTH, "platform-http:/health", "platform-http:/health2");
            });
            application.edit(() -> {
                routes.write(HEALTH, text);
                routes.delete(elsewhere);
            });
        }
        moving.set(false);
        assertThat(statuses.get(1, TimeUnit.MINUTES)).containsExactly(200);
    }

    @Test
    void aFileInANewFolderIsServedAndGoneWithIt() throws Exception {
        application.edit(() -> routes.write("fresh/deep/fresh-hello.camel.yaml", """
                - route:
                    id: fresh-hello
                    description: Say hello.
                    routeConfigurationId: wallet-errors
                    from:
                      uri: platform-http:/fresh/hello
                      parameters: {httpMethodRestrict: GET}
                      steps:
                        - to: {uri: kamelet:authenticate, parameters: {as: anyone}}
                        - setBody: {constant: hello}
                """));
        assertThat(get("/fresh/hello").body()).isEqualTo("hello");
        assertThat(entries("fresh-hello")).hasSize(1);

        application.edit(() -> routes.delete("fresh/deep/fresh-hello.camel.yaml"));
        assertThat(get("/fresh/hello").statusCode()).isEqualTo(404);
        assertThat(entries("fresh-hello")).isEmpty();
    }

    @Test
    void aRefusedEditSaysWhyAndTheRouteRunsOnUntilItIsHealed() throws Exception {
        double refusals = application.metric("tollgate_route_edits_refused_total");
        application.edit(() -> routes.replace(HEALTH, "ref: healthCheck", "ref: healthCheque"));

        String why = "routes/wallet/wallet-health.camel.yaml:16 [bean] expected a bean that exists, not healthCheque";
        assertThat(get("/health").statusCode()).isEqualTo(200);
        assertThat(application.process().output())
                .containsOnlyOnce("edit of routes/wallet/wallet-health.camel.yaml refused: " + why);
        assertThat(health().at("/components/routes/details/refused/routes~1wallet~1wallet-health.camel.yaml")
                        .asText())
                .isEqualTo(why);
        assertThat(health().path("status").asText()).isEqualTo("UP");
        assertThat(application.metric("tollgate_route_edits_refused_total")).isEqualTo(refusals + 1);
        assertThat(application.metric("tollgate_route_files_refused")).isEqualTo(1);
        assertThat(entries("wallet-health")).singleElement().satisfies(entry -> {
            assertThat(entry.path("state").asText()).isEqualTo("refused");
            assertThat(entry.path("error").asText()).isEqualTo(why);
        });

        application.edit(() -> routes.replace(HEALTH, "ref: healthCheque", "ref: healthCheck"));
        assertThat(application.metric("tollgate_route_files_refused")).isZero();
        assertThat(entries("wallet-health"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.path("state").asText()).isEqualTo("running"));
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return send(application.url() + path);
    }

    private static JsonNode health() throws Exception {
        return Gateway.parse(
                send(application.managementUrl() + "/actuator/health").body());
    }

    private static List<JsonNode> entries(String id) throws Exception {
        JsonNode page = Gateway.parse(send(application.managementUrl() + "/operator/routes?page_size=200")
                .body());
        List<JsonNode> entries = new ArrayList<>();
        page.path("items").forEach(item -> {
            if (item.path("id").asText().equals(id)) {
                entries.add(item);
            }
        });
        return entries;
    }

    private static HttpResponse<String> send(String url) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("X-Operator", "test")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
