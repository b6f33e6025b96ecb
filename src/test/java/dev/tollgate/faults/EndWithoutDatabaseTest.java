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

    private static final Pattern JOB_WAITS_FOR_DATABASE = Pattern.compile("Failed to obtain DB connection");
    private static final int TERMINATED = 143;

    @TempDir
    private Path data;

    /** Quartz tries again for as long as it runs, and would run for as long as it tries. */
    @Test
    void itEndsThoughAJobStillTriesToTellTheDatabaseThatItHasRun() throws Exception {
        try (ApplicationProcess application = ApplicationProcess.start(data, Map.of("SHUTDOWN_GRACE", "2"))) {
            application.awaitStarted();
            Path gone = Files.move(data.resolve("postgres"), data.resolve("gone"));
            OwnPostgres.killIn(gone);
            application.await(JOB_WAITS_FOR_DATABASE);

            assertThat(application.stop()).isEqualTo(TERMINATED);
        }
    }
}
