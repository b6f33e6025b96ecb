package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import dev.tollgate.edge.EdgeEngine;
import dev.tollgate.json.JsonSchemas;
import dev.tollgate.testing.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.quartz.Scheduler;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** From files to routes, without the rest of the application. */
class RouteReloadTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    @TempDir
    Path folder;

    private final CamelContext context = new DefaultCamelContext();
    private final SwitchedDatabase asked = new SwitchedDatabase();
    private final RefusedEdits refused = new RefusedEdits(new SimpleMeterRegistry());
    private RouteFolders folders;
    private LiveRoutes routes;
    private RouteReload reload;

    /** The database that edits are checked by. */
    private static final class SwitchedDatabase extends DelegatingDataSource {

        private boolean away;

        SwitchedDatabase() {
            super(DATABASE.dataSource());
        }

        @Override
        public Connection getConnection() throws SQLException {
            if (away) {
                throw new SQLException("connection refused", "08001");
            }
            return super.getConnection();
        }
    }

    @BeforeEach
    void start() throws Exception {
        RunningSources sources = new RunningSources();
        sources.setCamelContext(context);
        context.getRegistry().bind("resource-loader-file", sources);
        SqlComponent sql = new SqlComponent();
        sql.setDataSource(DATABASE.dataSource());
        context.addComponent("sql", sql);
        context.start();
        YamlModels yaml = new YamlModels(context);
        CamelRoutes camel = new CamelRoutes(context, yaml, new RouteChanges());
        LiveJobs jobs = new LiveJobs(camel, new JobGate(), new JobStore(mock(Scheduler.class), mock(JdbcClient.class)));
        routes = new LiveRoutes(camel, new Definitions(context, yaml), sources, mock(EdgeEngine.class), jobs);
        folders = new RouteFolders("file:" + folder + "/routes/**/*.camel.yaml", "");
        JsonSchemas schemas = mock(JsonSchemas.class);
        EditChecks checks = new EditChecks(new StaticListableBeanFactory(), schemas, new QueryCheck(asked));
        LastGoodCopies copies = new LastGoodCopies(folder.resolve("data"));
        reload = new RouteReload(folders, checks, routes, copies, schemas, refused);
        write("wallet/sql/number.sql", "SELECT 1 AS number");
        write(
                "wallet/wallet-number.camel.yaml",
                direct(
                        "wallet-number",
                        "to: {id: x, uri: 'sql:file:" + folder
                                + "/routes/wallet/sql/number.sql?outputType=SelectOne'}"));
        write("wallet/wallet-word.camel.yaml", direct("wallet-word", "setBody: {constant: one}"));
        reload.start(folders.marks().keySet());
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void aQueryThatTheDatabaseDoesntAnswerForWaitsForItAndKeepsNoOtherEditBack() throws Exception {
        asked.away = true;
        write("wallet/sql/number.sql", "SELECT 2 AS number");
        write("wallet/wallet-word.camel.yaml", direct("wallet-word", "setBody: {constant: two}"));
        edit();

        assertThat(answer("direct:wallet-number")).isEqualTo("1");
        assertThat(answer("direct:wallet-word")).isEqualTo("two");
        assertThat(refused.now().values())
                .singleElement()
                .satisfies(edit -> assertThat(edit.why())
                        .isEqualTo(folder + "/routes/wallet/sql/number.sql:1 [database] expected a database that"
                                + " answers what it thinks of the statement; it is asked again until it does"));

        asked.away = false;
        tickUntilNothingIsRefused();
        assertThat(answer("direct:wallet-number")).isEqualTo("2");
    }

    @Test
    void aQueryThatTheDatabaseDoesntUnderstandIsNotTriedAgain() throws Exception {
        write("wallet/sql/number.sql", "SELECT lost AS number");
        edit();

        assertThat(refused.now().values())
                .singleElement()
                .satisfies(edit -> assertThat(edit.why())
                        .contains("number.sql:1 [sql] expected")
                        .contains("lost"));
        assertThat(answer("direct:wallet-number")).isEqualTo("1");
    }

    @Test
    void whatIsBrokenAtTheNextStartIsReplacedByItsCopyAndTheCopyStays() throws Exception {
        for (int start = 0; start < 2; start++) {
            write("wallet/wallet-word.camel.yaml", "- route: [");
            write("wallet/wallet-fresh.camel.yaml", "- route: [");
            reload.start(folders.marks().keySet());

            assertThat(answer("direct:wallet-word")).isEqualTo("one");
            assertThat(refused.now()).hasSize(2);
        }
    }

    @Test
    void aRouteThatIsOffIsThereAndNotStarted() throws Exception {
        write(
                "wallet/wallet-word.camel.yaml",
                direct("wallet-word", "setBody: {constant: two}") + "    autoStartup: false\n");
        edit();

        assertThat(refused.now()).isEmpty();
        assertThat(new RouteList(routes, refused).all())
                .extracting(RouteList.Entry::id, RouteList.Entry::state)
                .contains(org.assertj.core.groups.Tuple.tuple("wallet-word", "off"));
        while (!routes.draining().isEmpty()) { // the version before it, in case somebody has just found it
            tick();
        }
        try (var template = context.createProducerTemplate()) {
            assertThat(template.request("direct:wallet-word?block=false", exchange -> {})
                            .getException())
                    .isNotNull();
        }

        write("wallet/wallet-word.camel.yaml", direct("wallet-word", "setBody: {constant: three}"));
        edit();
        assertThat(answer("direct:wallet-word")).isEqualTo("three");
    }

    private void tickUntilNothingIsRefused() throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!refused.now().isEmpty()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            tick();
        }
    }

    private void tick() throws InterruptedException {
        reload.tick();
        Thread.sleep(50);
    }

    private void edit() throws IOException {
        reload.edit(folders.marks().keySet());
    }

    private String answer(String uri) throws IOException {
        try (var template = context.createProducerTemplate()) {
            return template.requestBody(uri, "", String.class);
        }
    }

    private void write(String path, String text) throws IOException {
        Path file = folder.resolve("routes").resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String direct(String id, String step) {
        return """
                - route:
                    id: %1$s
                    errorHandler: {noErrorHandler: {}}
                    from:
                      uri: direct:%1$s
                      steps:
                        - %2$s
                """.formatted(id, step);
    }
}
