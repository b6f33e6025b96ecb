package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.EditableRoutes;
import dev.tollgate.testing.Gateway;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are broken when the application starts. Four starts, about 45 s. */
class BrokenAtStartTest {

    private static final String HEALTH = "wallet/wallet-health.camel.yaml";
    private static final String USAGE_SQL = "wallet/sql/usage.sql";
    private static final String QUOTE_SCHEMA = "wallet/schema/quote.json";
    private static final String POLICY = "wallet/wallet-errors.camel.yaml";
    private static final String AUTHENTICATE = "shared/authenticate.kamelet.yaml";
    private static final String READ_BALANCE = "shared/read-balance.kamelet.yaml";
    private static final String READ_JSON = "shared/read-json.kamelet.yaml";
    private static final String READ_PAGE = "shared/read-page.kamelet.yaml";

    @TempDir
    Path folder;

    @Test
    void theLastGoodCopiesRunAndWhatNeverRanStaysOut() throws Exception {
        EditableRoutes routes = EditableRoutes.in(folder);
        try (EditedApplication application = EditedApplication.start(routes)) {
            application.edit(() -> routes.replace(HEALTH, "platform-http:/health", "platform-http:/health2"));
            application.edit(() -> routes.replace(HEALTH, "from:", "form:"));
            assertThat(application.get("/health2").statusCode()).isEqualTo(200);
        }
        routes.replace(USAGE_SQL, "created_at", "creation_date");
        routes.write(QUOTE_SCHEMA, "{\"type\": \"obj");
        routes.write("wallet/wallet-new.camel.yaml", "- route: {id: wallet-new, from: {uri: 'platform-http:/new'}}");

        try (EditedApplication application = EditedApplication.start(routes)) {
            assertThat(application.get("/health2").statusCode()).isEqualTo(200);
            assertThat(application.get("/wallet/v1/usage").statusCode()).isEqualTo(200);
            assertThat(application.get("/new").statusCode()).isEqualTo(404);
            assertThat(application.output())
                    .contains("text of routes/wallet/wallet-health.camel.yaml refused: ")
                    .contains("; its last good copy runs")
                    .contains("text of routes/wallet/wallet-new.camel.yaml refused: ")
                    .contains("; it stays out");
            assertThat(application.metric("tollgate_route_files_refused")).isEqualTo(4);
            assertThat(application.stateOf(HEALTH)).isEqualTo("last-good");
            assertThat(application.stateOf("wallet/wallet-new.camel.yaml")).isEqualTo("refused");

            application.edit(() -> {
                routes.replace(HEALTH, "form:", "from:");
                routes.replace(USAGE_SQL, "creation_date", "created_at");
                routes.delete("wallet/wallet-new.camel.yaml");
            });
            assertThat(application.metric("tollgate_route_files_refused")).isEqualTo(1);
            assertThat(application.stateOf(HEALTH)).isEqualTo("running");
        }
    }

    @Test
    void sharedFilesThatAreBrokenTakeNoRouteThatUsesThemOut() throws Exception {
        EditableRoutes routes = EditableRoutes.in(folder);
        List<String> before;
        try (EditedApplication application = EditedApplication.start(routes)) {
            before = running(application);
        }
        // no YAML; a policy that nobody finds; a parameter that no caller gives; one that Camel can't build; deleted
        routes.replace(AUTHENTICATE, "spec:", "spec: [");
        routes.replace(POLICY, "id: wallet-errors", "id: wallet-eros");
        routes.replace(READ_BALANCE, "required: [asset]", "required: [asset, nothing]");
        routes.replace(READ_PAGE, "      steps:\n", "      steps:\n        - to: log:x?levle=INFO\n");
        routes.delete(READ_JSON);
        routes.replace(USAGE_SQL, "created_at", "creation_date");

        try (EditedApplication application = EditedApplication.start(routes)) {
            assertThat(running(application)).isEqualTo(before);
            String wallet = Gateway.newWallet();
            application.application().recharge(wallet, "1");
            assertThat(application.application().balance(wallet)).isEqualByComparingTo("1");
            assertThat(application.get("/wallet/v1/usage").statusCode()).isEqualTo(200);
            assertThat(application.get("/wallet/v1/usage?page_size=x").statusCode())
                    .isEqualTo(400);

            JsonNode refused = application.refusedInHealth();
            for (String file : List.of(AUTHENTICATE, POLICY, READ_BALANCE, READ_PAGE, READ_JSON, USAGE_SQL)) {
                assertThat(application.stateOf(file)).as(file).isEqualTo("last-good");
                assertThat(refused.path("routes/" + file).asText()).as(file).isNotEmpty();
            }
            assertThat(application.output())
                    .contains("deletion of routes/shared/read-json.kamelet.yaml refused: ")
                    .doesNotContain("; it stays out");

            // the copies are still there for the next start, and what is healed runs
            application.edit(() -> routes.replace(AUTHENTICATE, "spec: [", "spec:"));
            assertThat(application.entries())
                    .noneMatch(entry -> entry.path("file").asText().endsWith(AUTHENTICATE));
            assertThat(running(application)).isEqualTo(before);
        }
    }

    /** The routes that serve, whichever text they are of. */
    private static List<String> running(EditedApplication application) throws Exception {
        List<String> ids = new ArrayList<>();
        for (JsonNode entry : application.entries()) {
            if (!entry.path("id").isNull() && !entry.path("since").isNull()) {
                ids.add(entry.path("id").asText());
            }
        }
        return ids.stream().sorted().toList();
    }
}
