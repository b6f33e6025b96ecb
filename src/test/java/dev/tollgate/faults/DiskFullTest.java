package dev.tollgate.faults;

import static dev.tollgate.faults.UnderFaults.PREPAID;
import static dev.tollgate.faults.UnderFaults.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;

/** A disk that is full to the last byte, where this machine lets us mount one; elsewhere it says that it didn't run. */
@Timeout(300)
class DiskFullTest {

    private static final String SIZE = "size=160m,mode=0777";
    private static final int BLOCK_BYTES = 64 * 1024;

    @TempDir
    private Path temp;

    @Test
    void isFullOnTheDataFolder() throws Exception {
        Path disk = Files.createDirectory(temp.resolve("disk"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", disk.toString()), "no right to mount a disk");
        try (UnderFaults application =
                UnderFaults.start(disk.resolve("data"), Map.of("TOLLGATE_LEDGER_RESOLVEPATIENCE", "10s"))) {
            String wallet = application.wallet();
            Path ballast = disk.resolve("ballast");
            fill(ballast);

            awaitFailure(application, wallet);

            Files.delete(ballast);
            await().atMost(Duration.ofSeconds(90))
                    .until(() -> application
                                    .call(PREPAID, wallet, question("sandbox", false))
                                    .statusCode()
                            == 200);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> !application.holds(wallet).contains("PENDING"));
            application.assertWell();
        } finally {
            assertThat(run("umount", "-l", disk.toString())).isTrue();
        }
    }

    /** What PostgreSQL has allocated already takes some rows more; then it is over, with an answer that says so. */
    private static void awaitFailure(UnderFaults application, String wallet) {
        growTheDatabase(application);
        for (int call = 0; call < 80; call++) {
            HttpResponse<String> answer =
                    application.call(PREPAID, wallet, question("sandbox-events-3", call % 2 == 0));
            if (answer.statusCode() != 200) {
                assertThat(answer.statusCode()).as(answer.body()).isIn(500, 503);
                assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
                assertThat(answer.body()).doesNotContainIgnoringCase("space").doesNotContain("SQL");
                return;
            }
        }
        throw new AssertionError("nothing was refused");
    }

    /** What a day's rows would do. */
    private static void growTheDatabase(UnderFaults application) {
        assertThatThrownBy(() -> application
                        .jdbc()
                        .sql("CREATE TABLE test_growth AS" + " SELECT repeat('x', 500) FROM generate_series(1, 200000)")
                        .update())
                .isInstanceOf(DataAccessException.class);
    }

    private static void fill(Path ballast) throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            // to the last byte
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getInputStream().readAllBytes();
            return process.waitFor() == 0;
        } catch (IOException noSuchProgram) {
            return false;
        }
    }
}
