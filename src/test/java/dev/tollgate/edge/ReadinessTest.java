package dev.tollgate.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.ApplicationProcess;
import dev.tollgate.testing.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** From the first moment that readiness says UP, the routes serve; before that, nobody gets anything but a 503 in JSON. */
class ReadinessTest {

    private static final int NO_CONNECTION = 0;

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    @TempDir
    static Path dataDir;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void readinessTurnsUpOnlyWhenTheRoutesAreUp() throws Exception {
        int port = freePort();
        int managementPort = freePort();
        String balance = "http://127.0.0.1:" + port + "/api/v1/balance/0x1234567890abcdef1234567890abcdef12345678";
        String readiness = "http://127.0.0.1:" + managementPort + "/actuator/health/readiness";
        Map<String, String> settings =
                Map.of("PORT", "" + port, "MANAGEMENT_PORT", "" + managementPort, "DATABASE_URL", DATABASE.jdbcUrl());
        try (ApplicationProcess application = ApplicationProcess.start(dataDir, settings)) {
            Set<Integer> statusesBefore = new TreeSet<>();
            long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
            while (status(readiness) != 200) {
                assertThat(System.nanoTime()).as("still starting").isLessThan(deadline);
                statusesBefore.add(status(balance));
                Thread.sleep(20);
            }
            assertThat(status(balance)).isEqualTo(200);
            assertThat(statusesBefore).isSubsetOf(NO_CONNECTION, 503, 200);
            application.awaitStarted();
        }
    }

    private int status(String url) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    BodyHandlers.ofString());
            if (answer.statusCode() == 503 && url.contains("/api/")) {
                assertThat(answer.body()).isEqualTo("{\"detail\":\"The service is starting\"}");
            }
            return answer.statusCode();
        } catch (IOException e) {
            return NO_CONNECTION;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
