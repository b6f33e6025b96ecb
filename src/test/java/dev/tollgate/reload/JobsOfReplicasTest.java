package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.testing.ApplicationProcess;
import dev.tollgate.testing.EditableRoutes;
import dev.tollgate.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One job in the routes of two replicas, each with a folder of its own. Two processes, about 40 s. */
class JobsOfReplicasTest {

    private static final Duration IN_TIME = Duration.ofSeconds(90);
    private static final String FILE = "shared/test-count-runs.camel.yaml";

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    @TempDir
    Path folder;

    /** Which replica ran the job, and when that was due, in seconds. */
    private record Run(long due, String replica) {}

    @Test
    void aJobRunsOnceAtEachTimeAsLongAsOneReplicaHasIt() throws Exception {
        DATABASE.jdbc()
                .sql("CREATE TABLE test_job_run (due bigint NOT NULL, replica text NOT NULL)")
                .update();
        Replica one = new Replica("one");
        Replica other = new Replica("other");
        try (ApplicationProcess first = one.process;
                ApplicationProcess second = other.process) {
            first.awaitStarted();
            second.awaitStarted();
            await().atMost(IN_TIME).untilAsserted(() -> assertThat(runs()).hasSizeGreaterThan(3));
            Replica busy = runs().get(runs().size() - 1).replica().equals("one") ? one : other;
            Replica idle = busy == one ? other : one;

            busy.delete();
            idle.awaitOnlyItsRuns();
            busy.putBack();
            idle.delete();
            busy.awaitOnlyItsRuns();

            List<Long> due = runs().stream().map(Run::due).toList();
            assertThat(due).as("once at each time").doesNotHaveDuplicates();
            assertThat(due.get(due.size() - 1) - due.get(0))
                    .as("no second without a run in %s", due)
                    .isEqualTo(due.size() - 1);
        }
    }

    /** A replica with routes of its own, and the job among them. */
    private final class Replica {

        private final String name;
        private final EditableRoutes routes;
        private final ApplicationProcess process;

        Replica(String name) throws IOException {
            this.name = name;
            this.routes = EditableRoutes.in(Files.createDirectory(folder.resolve(name)));
            routes.write("shared/sql/test-count-run.sql", """
                    INSERT INTO test_job_run
                    VALUES (cast(:#${header.scheduledFireTime.time} AS bigint) / 1000, '%s')
                    """.formatted(name));
            putBack();
            this.process = ApplicationProcess.startIn(
                    routes.folder(), routes.folder().resolve("data"), Map.of("DATABASE_URL", DATABASE.jdbcUrl()));
        }

        void putBack() throws IOException {
            routes.write(FILE, """
                    - route:
                        id: test-count-runs
                        routeConfigurationId: job-errors
                        from:
                          uri: quartz:test/count-runs
                          parameters: {cron: 0/1 * * * * ?, stateful: true}
                          steps:
                            - to: {id: x, uri: 'sql:file:routes/shared/sql/test-count-run.sql'}
                    """);
        }

        void delete() throws Exception {
            routes.delete(FILE);
            process.await(Pattern.compile(FILE + " removed"));
        }

        /** What it or another had taken before may still come. */
        void awaitOnlyItsRuns() {
            await().atMost(IN_TIME).untilAsserted(() -> {
                List<Run> runs = runs();
                assertThat(runs.subList(Math.max(0, runs.size() - 4), runs.size()))
                        .as("the last of %s", runs)
                        .allMatch(run -> run.replica().equals(name));
            });
        }
    }

    private static List<Run> runs() {
        return DATABASE.jdbc()
                .sql("SELECT due, replica FROM test_job_run ORDER BY due")
                .query(Run.class)
                .list();
    }
}
