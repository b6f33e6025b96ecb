package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.load.LoadClient;
import dev.tollgate.testing.EditableRoutes;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.SandboxApplication;
import dev.tollgate.testing.SoakOnly;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of edit under 50 streams and 100 requests a second: live within seconds, and no answer that isn't the old or
 * the new version's. About 45 s; {@code -Psoak} goes round ten times.
 */
@SoakOnly
class LiveEditingTest {

    private static final int ROUNDS = Integer.getInteger("tollgate.soak", 1);
    private static final int STREAMS = 50;
    private static final String QUOTE = "wallet/wallet-quote.camel.yaml";
    private static final String USAGE_SQL = "wallet/sql/usage.sql";
    private static final String READ_PAGE = "shared/read-page.kamelet.yaml";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;

    @Test
    void nobodyNoticesButWhoLooksForIt() throws Exception {
        EditableRoutes routes = EditableRoutes.in(folder);
        try (SandboxApplication application = SandboxApplication.start(routes, Map.of())) {
            for (int wallet = 0; wallet < 5; wallet++) {
                application.recharge(LoadClient.wallet(wallet), "1000");
            }
            List<Duration> live = new ArrayList<>();
            try (SteadyLoad load = new SteadyLoad(application.url())) {
                for (int round = 0; round < ROUNDS; round++) {
                    streamThrough(application, () -> editEverything(application, routes, load, live));
                }
            }
            assertThat(live).as("until an edit is live").allMatch(time -> time.compareTo(Duration.ofSeconds(10)) < 0);
            List<Duration> sorted = live.stream().sorted().toList();
            assertThat(sorted.get(sorted.size() / 2)).isLessThan(Duration.ofSeconds(2));
            assertThat(application.metric("tollgate_route_files_refused")).isZero();
            awaitNothingDraining(application);
        }
    }

    private interface Edits {
        void run() throws Exception;
    }

    /** Streams run before the edits and end after them; each is whole. */
    private static void streamThrough(SandboxApplication application, Edits edits) throws Exception {
        try (LoadClient streams = LoadClient.start(
                "--url",
                application.url() + "/api/v1/claude/messages",
                "--connections",
                Integer.toString(STREAMS),
                "--events",
                "600",
                "--every-ms",
                "50",
                "--wallets",
                "5",
                "--seconds",
                "180")) {
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (pendingHolds(application) < STREAMS && System.nanoTime() < deadline) {
                Thread.sleep(50);
            }
            edits.run();
            JsonNode report = streams.report();
            assertThat(report.path("failures"))
                    .as("failed streams in %s", report)
                    .isEmpty();
            assertThat(report.path("ok").asInt()).isEqualTo(STREAMS);
            assertThat(pendingHolds(application)).isZero();
        }
    }

    private static void editEverything(
            SandboxApplication application, EditableRoutes routes, SteadyLoad load, List<Duration> live)
            throws Exception {
        assertThat(pendingHolds(application)).isEqualTo(STREAMS);
        // the streams' own route, and a Kamelet that they are in: both drain
        application.edit(() -> routes.replace("wallet/wallet-claude-messages.camel.yaml", "Forward one", "Forward a"));
        assertThat(states(application, "wallet-claude-messages")).containsExactly("draining", "running");
        application.edit(() -> routes.replace("shared/call-llm.kamelet.yaml", "Call a model", "Call the model"));
        assertThat(states(application, "wallet-claude-messages")).containsExactly("draining", "running");

        live.add(load.until("via x402, edited", () -> routes.replace(QUOTE, "via x402", "via x402, edited")));
        live.add(load.until("marked", () -> routes.replace(USAGE_SQL, "'page',", "'marked', true, 'page',")));
        live.add(load.until("at most 100", () -> routes.replace(READ_PAGE, "default: \"200\"", "default: \"100\"")));
        live.add(load.until("marked", () -> routes.replace(READ_PAGE, "default: \"100\"", "default: \"200\"")));

        String text = routes.read(QUOTE);
        live.add(load.until("not found", () -> routes.delete(QUOTE)));
        live.add(load.until("via x402, edited", () -> routes.write(QUOTE, text)));
        load.noLonger("not found");

        application.edit(() -> routes.rename(QUOTE, "wallet/wallet-price.camel.yaml"));
        application.edit(
                () -> routes.replace("wallet/wallet-price.camel.yaml", "id: wallet-quote", "id: wallet-price"));
        assertThat(states(application, "wallet-quote")).isEmpty();
        assertThat(states(application, "wallet-price")).containsExactly("running");
        await(() -> metrics(application).contains("route=\"wallet-price\""));

        for (String[] bad : new String[][] {
            {"- setBody:", "- setBody"},
            {"ref: transitWallet", "ref: nobody"},
            {"kamelet:read-json", "kamelet:read-jason"}
        }) {
            application.edit(() -> routes.replace("wallet/wallet-price.camel.yaml", bad[0], bad[1]));
            assertThat(states(application, "wallet-price")).containsExactly("refused");
            application.edit(() -> routes.replace("wallet/wallet-price.camel.yaml", bad[1], bad[0]));
            assertThat(states(application, "wallet-price")).containsExactly("running");
        }

        live.add(load.until("via x402", () -> {
            routes.delete("wallet/wallet-price.camel.yaml");
            routes.write(QUOTE, text.replace("via x402, edited", "via x402"));
            routes.replace(USAGE_SQL, "'marked', true, 'page',", "'page',");
            routes.replace("wallet/wallet-claude-messages.camel.yaml", "Forward a", "Forward one");
            routes.replace("shared/call-llm.kamelet.yaml", "Call the model", "Call a model");
        }));
        load.until("plain", () -> {});
        load.check();
    }

    private static long pendingHolds(SandboxApplication application) {
        return application
                .jdbc()
                .sql("SELECT count(*) FROM hold WHERE state = 'PENDING'")
                .query(Long.class)
                .single();
    }

    private static void awaitNothingDraining(SandboxApplication application) throws Exception {
        await(() -> IntStream.range(0, items(application).size())
                .allMatch(i -> items(application).get(i).path("state").asText().equals("running")));
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    private static List<String> states(SandboxApplication application, String id) throws Exception {
        List<String> states = new ArrayList<>();
        for (JsonNode item : items(application)) {
            if (item.path("id").asText().equals(id)) {
                states.add(item.path("state").asText());
            }
        }
        return states.stream().distinct().sorted().toList();
    }

    private static JsonNode items(SandboxApplication application) {
        return Gateway.parse(get(application.managementUrl() + "/operator/routes?page_size=200"))
                .path("items");
    }

    private static String metrics(SandboxApplication application) {
        return get(application.managementUrl() + "/actuator/prometheus");
    }

    private static String get(String url) {
        try {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .header("X-Operator", "test")
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(url).isEqualTo(200);
            return answer.body();
        } catch (java.io.IOException e) {
            throw new AssertionError(url, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(url, e);
        }
    }
}
