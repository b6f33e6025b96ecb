package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.load.LoadClient;
import dev.tollgate.testing.EditableRoutes;
import dev.tollgate.testing.SandboxApplication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every kind of edit under 50 streams and 100 requests a second: each is live within 2 s, and no answer that isn't the old
 * or the new version's. The application has been edited before. What the machine stands still for meanwhile, by the load's
 * own clock, doesn't count. About 50 s; {@code -Psoak} goes round ten times.
 */
class LiveEditingTest {

    private static final int ROUNDS = Integer.getInteger("tollgate.soak", 1);
    private static final int STREAMS = 50;
    private static final Duration IN_TIME = Duration.ofSeconds(60);
    private static final Duration LIVE_MAX = Duration.ofSeconds(2);
    private static final String QUOTE = "wallet/wallet-quote.camel.yaml";
    private static final String PRICE = "wallet/wallet-price.camel.yaml";
    private static final String MESSAGES = "wallet/wallet-claude-messages.camel.yaml";
    private static final String USAGE_SQL = "wallet/sql/usage.sql";
    private static final String READ_PAGE = "shared/read-page.kamelet.yaml";
    private static final String CALL_LLM = "shared/call-llm.kamelet.yaml";

    @TempDir
    Path folder;

    private final List<SteadyLoad.Timed> live = new ArrayList<>();
    private EditableRoutes routes;
    private EditedApplication application;

    @BeforeEach
    void start() throws Exception {
        routes = EditableRoutes.in(folder);
        application = EditedApplication.start(routes);
    }

    @AfterEach
    void stop() throws Exception {
        application.close();
    }

    @Test
    void nobodyNoticesButWhoLooksForIt() throws Exception {
        for (int wallet = 0; wallet < 5; wallet++) {
            application.application().recharge(LoadClient.wallet(wallet), "1000");
        }
        // the first one, right after the start, waits for the schema to be read by a JVM that is cold: not measured
        String text = routes.read(QUOTE);
        application.edit(() -> routes.write(QUOTE, text + "# edited\n"));
        application.edit(() -> routes.write(QUOTE, text));
        try (SteadyLoad load = new SteadyLoad(application.application().url())) {
            load.until("via x402", () -> {});
            load.until("plain", () -> {});
            for (int round = 0; round < ROUNDS; round++) {
                streamThrough(() -> editEverything(load));
            }
        }
        assertThat(live)
                .as(
                        "from a file's change to the first request that the new version answers, in%n%s",
                        application.output())
                .allMatch(edit -> edit.isWithin(LIVE_MAX));
        assertThat(application.metric("tollgate_route_files_refused")).isZero();
        await().atMost(IN_TIME)
                .until(() -> application.entries().stream()
                        .allMatch(entry -> entry.path("state").asText().equals("running")));
    }

    private interface Edits {
        void run() throws Exception;
    }

    /** Streams run before the edits and end after them; each is whole. */
    private void streamThrough(Edits edits) throws Exception {
        try (LoadClient streams = LoadClient.start(
                "--url",
                application.application().url() + "/api/v1/claude/messages",
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
            await().atMost(IN_TIME).until(() -> pendingHolds() == STREAMS);
            edits.run();
            JsonNode report = streams.report();
            assertThat(report.path("failures"))
                    .as("failed streams in %s", report)
                    .isEmpty();
            assertThat(report.path("ok").asInt()).isEqualTo(STREAMS);
            await().atMost(IN_TIME).until(() -> pendingHolds() == 0);
        }
    }

    private void editEverything(SteadyLoad load) throws Exception {
        // the streams' own route, and a Kamelet that they are in: both drain
        edit(load, "the streams' route", () -> routes.replace(MESSAGES, "Forward one", "Forward a"));
        assertThat(application.states("wallet-claude-messages")).containsExactly("draining", "running");
        edit(load, "the streams' Kamelet", () -> routes.replace(CALL_LLM, "Call a model", "Call the model"));
        assertThat(application.states("wallet-claude-messages")).containsExactly("draining", "running");

        live.add(load.until("via x402, edited", () -> routes.replace(QUOTE, "via x402", "via x402, edited")));
        live.add(load.until("marked", () -> routes.replace(USAGE_SQL, "'page',", "'marked', true, 'page',")));
        live.add(load.until("at most 100", () -> routes.replace(READ_PAGE, "default: \"200\"", "default: \"100\"")));
        live.add(load.until("marked", () -> routes.replace(READ_PAGE, "default: \"100\"", "default: \"200\"")));

        String text = routes.read(QUOTE);
        live.add(load.until("not found", () -> routes.delete(QUOTE)));
        live.add(load.until("via x402, edited", () -> routes.write(QUOTE, text)));
        load.noLonger("not found");

        edit(load, "another file", () -> routes.rename(QUOTE, PRICE));
        edit(load, "another id", () -> routes.replace(PRICE, "id: wallet-quote", "id: wallet-price"));
        await().atMost(IN_TIME).until(() -> application.states("wallet-quote").isEmpty());
        assertThat(application.states("wallet-price")).containsExactly("running");
        await().atMost(IN_TIME).until(() -> application.metrics().contains("route=\"wallet-price\""));

        for (String[] bad : new String[][] {
            {"- setBody:", "- setBody"},
            {"ref: transitWallet", "ref: nobody"},
            {"kamelet:read-json", "kamelet:read-jason"}
        }) {
            edit(load, bad[1], () -> routes.replace(PRICE, bad[0], bad[1]));
            assertThat(application.states("wallet-price")).containsExactly("refused");
            edit(load, bad[0], () -> routes.replace(PRICE, bad[1], bad[0]));
            assertThat(application.states("wallet-price")).containsExactly("running");
        }

        live.add(load.until("via x402", () -> {
            routes.delete(PRICE);
            routes.write(QUOTE, text.replace("via x402, edited", "via x402"));
            routes.replace(USAGE_SQL, "'marked', true, 'page',", "'page',");
            routes.replace(MESSAGES, "Forward a", "Forward one");
            routes.replace(CALL_LLM, "Call the model", "Call a model");
        }));
        load.until("plain", () -> {});
        load.check();
    }

    private void edit(SteadyLoad load, String what, SandboxApplication.Edit edit) throws Exception {
        live.add(load.unseen(
                what,
                begin -> application.edit(() -> {
                    begin.run();
                    edit.run();
                })));
    }

    private long pendingHolds() {
        return application
                .application()
                .jdbc()
                .sql("SELECT count(*) FROM hold WHERE state = 'PENDING'")
                .query(Long.class)
                .single();
    }
}
