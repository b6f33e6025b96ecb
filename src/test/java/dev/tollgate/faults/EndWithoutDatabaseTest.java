package dev.tollgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.ApplicationProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is asked to stop when its database is gone for good. */
class EndWithoutDatabaseTest {

    private static final String ROUTES = "file:routes/**/*.camel.yaml,file:src/test/routes/test-slow-job.camel.yaml";
    private static final Pattern JOB_RUNS = Pattern.compile("A slow job runs");
    private static final Pattern JOB_CANNOT_END = Pattern.compile("triggeredJobComplete");
    private static final int TERMINATED = 143;

    @TempDir
    private Path data;

    /** Quartz tries again for as long as it runs, and would run for as long as it tries. */
    @Test
    void itEndsThoughAJobStillTriesToTellTheDatabaseThatItHasRun() throws Exception {
        Map<String, String> settings = Map.of("SHUTDOWN_GRACE", "2", "CAMEL_MAIN_ROUTESINCLUDEPATTERN", ROUTES);
        try (ApplicationProcess application = ApplicationProcess.start(data, settings)) {
            application.awaitStarted();
            application.await(JOB_RUNS);
            Path gone = Files.move(data.resolve("postgres"), data.resolve("gone"));
            OwnPostgres.killIn(gone);
            application.await(JOB_CANNOT_END);

            assertThat(application.stop()).isEqualTo(TERMINATED);
        }
    }
}
