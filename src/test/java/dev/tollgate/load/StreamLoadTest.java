package dev.tollgate.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.ReceivedRequest;
import dev.tollgate.testing.UpstreamStandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamLoadTest {

    private ClaudeStandIn claude;

    @BeforeEach
    void start() {
        claude = ClaudeStandIn.start();
    }

    @AfterEach
    void stop() {
        claude.close();
    }

    @Test
    void opensAThousandStreamsAtOnceAndCountsEveryEvent() throws Exception {
        JsonNode report = run("--connections", "1000", "--events", "20", "--every-ms", "500", "--seconds", "90");

        assertThat(report.path("failures")).isEmpty();
        assertThat(report.path("ok").asInt()).isEqualTo(1_000);
        assertThat(report.path("events").asInt()).isEqualTo(1_000 * (20 + 6));
        assertThat(report.path("mostOpenAtOnce").asInt()).isEqualTo(1_000);
        assertThat(report.at("/firstEventMs/p99").asDouble()).isGreaterThan(0);
        assertThat(claude.requests().stream()
                        .map(request -> request.header("x-user-address").orElseThrow())
                        .distinct())
                .hasSize(20);
    }

    @Test
    void tellsBrokenStreamsFromWholeOnes() throws Exception {
        assertThat(failed("sandbox-cut-after-5", "20").toString()).contains("closed in the middle of an answer");
        assertThat(failed("sandbox-events-20-error-after-9", "20")).isEqualTo("{\"error event\":5}");
        assertThat(failed("sandbox-529", "20")).isEqualTo("{\"status 529\":5}");
        assertThat(failed("sandbox-events-19", "20")).isEqualTo("{\"19 text deltas\":5}");
    }

    @Test
    void readsOpenAisStreamsToo_callingWithKeysInTurn(@TempDir Path folder) throws Exception {
        Path keys = Files.write(folder.resolve("keys"), List.of("key-1", "key-2"));
        try (UpstreamStandIn upstream = UpstreamStandIn.start()) {
            JsonNode report = chat(upstream, keys, "sandbox-events-20");

            assertThat(report.path("ok").asInt()).as(report.toString()).isEqualTo(5);
            assertThat(report.path("events").asInt()).isEqualTo(5 * (20 + 3));
            assertThat(upstream.requests())
                    .extracting(request -> request.header("authorization").orElseThrow())
                    .containsOnly("Bearer key-1", "Bearer key-2");
            assertThat(chat(upstream, keys, "sandbox-events-19").path("failures"))
                    .hasToString("{\"19 text deltas\":5}");
            assertThat(chat(upstream, keys, "sandbox-events-20-error-after-9").path("failures"))
                    .hasToString("{\"error event\":5}");
        }
    }

    private static JsonNode chat(UpstreamStandIn upstream, Path keys, String model) throws Exception {
        try (LoadClient client = LoadClient.start(
                "--url",
                upstream.url().resolve("/v1/chat/completions").toString(),
                "--keys",
                keys.toString(),
                "--connections",
                "5",
                "--events",
                "20",
                "--model",
                model,
                "--seconds",
                "20")) {
            return client.report();
        }
    }

    @Test
    void endsInTimeWhateverHappens() throws Exception {
        long start = System.nanoTime();
        JsonNode report = run("--connections", "5", "--model", "sandbox-stall-after-5", "--seconds", "2");

        assertThat(report.path("failed").asInt()).isEqualTo(5);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(20));
    }

    @Test
    void asksForJsonInAClosedLoop() throws Exception {
        JsonNode report = run("--mode", "closed", "--connections", "4", "--requests", "200", "--seconds", "20");

        assertThat(report.path("statuses").toString()).isEqualTo("{\"200\":200}");
        assertThat(report.path("failed").asInt()).isZero();
        assertThat(report.at("/latencyMs/p99").asDouble())
                .isGreaterThanOrEqualTo(report.at("/latencyMs/p50").asDouble())
                .isGreaterThan(0);
        assertThat(claude.requests())
                .hasSize(200)
                .extracting(ReceivedRequest::path)
                .containsOnly("/v1/messages");
        assertThat(claude.connectionsAccepted()).isLessThanOrEqualTo(5);
    }

    @Test
    void asksAtItsOwnRateInAnOpenLoop() throws Exception {
        JsonNode report = run("--mode", "open", "--rate", "50", "--connections", "20", "--seconds", "4");

        assertThat(report.path("due").asInt()).isBetween(190, 200);
        assertThat(report.path("ok").asLong())
                .as(report.toString())
                .isEqualTo(report.path("due").asLong());
        assertThat(report.path("failed").asInt()).isZero();
    }

    /** Each takes 2 s, so that one connection serves 2 of the 15 in time, and whoever waited shows how long. */
    @Test
    void countsTheWaitForAConnectionInAnOpenLoop() throws Exception {
        JsonNode report = run(
                "--mode",
                "open",
                "--rate",
                "5",
                "--connections",
                "1",
                "--seconds",
                "3",
                "--model",
                "sandbox-stall-for-2s");

        assertThat(report.path("ok").asInt()).as(report.toString()).isEqualTo(2);
        assertThat(report.at("/latencyMs/max").asDouble()).isGreaterThan(3_500);
        assertThat(report.at("/failures/no connection was free").asInt())
                .isEqualTo(report.path("due").asInt() - 2);
    }

    @Test
    void tellsARefusalWithAnInvitationToComeBackFromAnError() throws Exception {
        JsonNode refused =
                run("--mode", "open", "--rate", "20", "--connections", "9", "--seconds", "2", "--model", "sandbox-503");

        assertThat(refused.path("refused").asInt()).as(refused.toString()).isGreaterThan(30);
        assertThat(refused.path("failed").asInt()).isZero();

        JsonNode failed =
                run("--mode", "open", "--rate", "20", "--connections", "9", "--seconds", "2", "--model", "sandbox-400");

        assertThat(failed.path("refused").asInt()).isZero();
        assertThat(failed.at("/failures/status 400").asInt())
                .as(failed.toString())
                .isGreaterThan(30);
    }

    @Test
    void reportsOnceWhenStoppedTwice() throws Exception {
        try (LoadClient client = LoadClient.start(
                "--url",
                claude.messagesUrl().toString(),
                "--mode",
                "closed",
                "--seconds",
                "60",
                "--header",
                "x-api-key: any")) {
            claude.takeRequest();
            client.stop();
            client.stop();

            assertThat(client.report().path("mode").asText()).isEqualTo("closed");
        }
    }

    private String failed(String model, String events) throws Exception {
        JsonNode report = run("--connections", "5", "--model", model, "--events", events, "--seconds", "20");
        assertThat(report.path("ok").asInt()).isZero();
        assertThat(report.path("failed").asInt()).isEqualTo(5);
        return report.path("failures").toString();
    }

    private JsonNode run(String... options) throws Exception {
        String[] all = new String[options.length + 4];
        System.arraycopy(options, 0, all, 4, options.length);
        all[0] = "--url";
        all[1] = claude.messagesUrl().toString();
        all[2] = "--header";
        all[3] = "x-api-key: sandbox-key";
        try (LoadClient client = LoadClient.start(all)) {
            return client.report();
        }
    }
}
