package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.EditableRoutes;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.SandboxApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are broken when the application starts. Two starts, about 15 s. */
class BrokenAtStartTest {

    private static final String HEALTH = "wallet/wallet-health.camel.yaml";
    private static final String USAGE_SQL = "wallet/sql/usage.sql";
    private static final String QUOTE_SCHEMA = "wallet/schema/quote.json";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;

    @Test
    void theLastGoodCopiesRunAndWhatNeverRanStaysOut() throws Exception {
        EditableRoutes routes = EditableRoutes.in(folder);
        try (SandboxApplication application = SandboxApplication.start(routes, Map.of())) {
            application.edit(() -> routes.replace(HEALTH, "platform-http:/health", "platform-http:/health2"));
            application.edit(() -> routes.replace(HEALTH, "from:", "form:"));
            assertThat(get(application, "/health2").statusCode()).isEqualTo(200);
        }
        routes.replace(USAGE_SQL, "created_at", "creation_date");
        routes.write(QUOTE_SCHEMA, "{\"type\": \"obj");
        routes.write("wallet/wallet-new.camel.yaml", "- route: {id: wallet-new, from: {uri: 'platform-http:/new'}}");

        try (SandboxApplication application = SandboxApplication.start(routes, Map.of())) {
            assertThat(get(application, "/health2").statusCode()).isEqualTo(200);
            assertThat(get(application, "/wallet/v1/usage").statusCode()).isEqualTo(200);
            assertThat(get(application, "/new").statusCode()).isEqualTo(404);
            assertThat(application.process().output())
                    .contains("text of routes/wallet/wallet-health.camel.yaml refused: ")
                    .contains("; its last good copy runs")
                    .contains("text of routes/wallet/wallet-new.camel.yaml refused: ")
                    .contains("; it stays out");
            assertThat(application.metric("tollgate_route_files_refused")).isEqualTo(4);
            assertThat(state(application, HEALTH)).isEqualTo("last-good");
            assertThat(state(application, "wallet/wallet-new.camel.yaml")).isEqualTo("refused");

            application.edit(() -> {
                routes.replace(HEALTH, "form:", "from:");
                routes.replace(USAGE_SQL, "creation_date", "created_at");
                routes.delete("wallet/wallet-new.camel.yaml");
            });
            assertThat(application.metric("tollgate_route_files_refused")).isEqualTo(1);
            assertThat(state(application, HEALTH)).isEqualTo("running");
        }
    }

    private static String state(SandboxApplication application, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(application.managementUrl() + "/operator/routes?page_size=200"))
                .header("X-Operator", "test")
                .build();
        JsonNode page =
                Gateway.parse(HTTP.send(request, BodyHandlers.ofString()).body());
        for (JsonNode item : page.path("items")) {
            if (item.path("file").asText().equals("routes/" + path)) {
                return item.path("state").asText();
            }
        }
        throw new AssertionError("no " + path + " in " + page);
    }

    private static HttpResponse<String> get(SandboxApplication application, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(application.url() + path))
                .header("X-User-Address", Gateway.newWallet())
                .build();
        return HTTP.send(request, BodyHandlers.ofString());
    }
}
