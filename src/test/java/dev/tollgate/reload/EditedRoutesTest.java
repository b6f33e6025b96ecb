package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.tollgate.testing.EditableRoutes;
import java.nio.file.Path;
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

    @TempDir
    static Path folder;

    private static EditableRoutes routes;
    private static EditedApplication application;

    @BeforeAll
    static void start() throws Exception {
        routes = EditableRoutes.in(folder);
        application = EditedApplication.start(routes);
    }

    @AfterAll
    static void stop() throws Exception {
        application.close();
    }

    @Test
    void anEditedPathMoves() throws Exception {
        application.edit(() -> routes.replace(HEALTH, "platform-http:/health", "platform-http:/health2"));
        assertThat(application.get("/health2").statusCode()).isEqualTo(200);
        assertThat(application.get("/health").statusCode()).isEqualTo(404);

        application.edit(() -> routes.replace(HEALTH, "platform-http:/health2", "platform-http:/health"));
        assertThat(application.get("/health").statusCode()).isEqualTo(200);
        assertThat(application.get("/health2").statusCode()).isEqualTo(404);
    }

    @Test
    void aPathThatMovesToAnotherFileIsServedThroughout() throws Exception {
        String text = routes.read(HEALTH);
        String elsewhere = "wallet/wallet-alive.camel.yaml";
        AtomicBoolean moving = new AtomicBoolean(true);
        CompletableFuture<Set<Integer>> statuses = CompletableFuture.supplyAsync(() -> {
            Set<Integer> all = new TreeSet<>();
            while (moving.get()) {
                all.add(assertDoesNotThrow(() -> application.get("/health")).statusCode());
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
        assertThat(application.get("/fresh/hello").body()).isEqualTo("hello");
        assertThat(application.entries("fresh-hello")).hasSize(1);

        application.edit(() -> routes.delete("fresh/deep/fresh-hello.camel.yaml"));
        assertThat(application.get("/fresh/hello").statusCode()).isEqualTo(404);
        assertThat(application.entries("fresh-hello")).isEmpty();
    }

    @Test
    void aRefusedEditSaysWhyAndTheRouteRunsOnUntilItIsHealed() throws Exception {
        double refusals = application.metric("tollgate_route_edits_refused_total");
        application.edit(() -> routes.replace(HEALTH, "ref: healthCheck", "ref: healthCheque"));

        String why = "routes/wallet/wallet-health.camel.yaml:16 [bean] expected a bean that exists, not healthCheque";
        assertThat(application.get("/health").statusCode()).isEqualTo(200);
        assertThat(application.output())
                .containsOnlyOnce("edit of routes/wallet/wallet-health.camel.yaml refused: " + why);
        assertThat(application.refusedInHealth().path("routes/" + HEALTH).asText())
                .isEqualTo(why);
        assertThat(application.metric("tollgate_route_edits_refused_total")).isEqualTo(refusals + 1);
        assertThat(application.metric("tollgate_route_files_refused")).isEqualTo(1);
        assertThat(application.entries("wallet-health")).singleElement().satisfies(entry -> {
            assertThat(entry.path("state").asText()).isEqualTo("refused");
            assertThat(entry.path("error").asText()).isEqualTo(why);
        });

        application.edit(() -> routes.replace(HEALTH, "ref: healthCheque", "ref: healthCheck"));
        assertThat(application.metric("tollgate_route_files_refused")).isZero();
        assertThat(application.entries("wallet-health"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.path("state").asText()).isEqualTo("running"));
    }
}
