package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.load.LoadClient;
import dev.tollgate.testing.SandboxApplication;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand streams at once: none fails, every hold is settled, and every wallet pays for its own to the last wei. */
class ThousandStreamsTest {

    private static final int STREAMS = 1_000;
    private static final int WALLETS = 20;

    @TempDir
    private Path dataDir;

    @Test
    void noErrorAndEveryHoldSettled() throws Exception {
        try (SandboxApplication application = SandboxApplication.start(dataDir, Map.of())) {
            for (int i = 0; i < WALLETS; i++) {
                application.recharge(LoadClient.wallet(i), "1");
            }
            JsonNode report = load(application);

            assertThat(report.path("failures")).as(report.toString()).isEmpty();
            assertThat(report.path("ok").asInt()).isEqualTo(STREAMS);
            assertThat(report.path("events").asInt()).isEqualTo(STREAMS * (20 + 6));
            assertThat(report.path("mostOpenAtOnce").asInt()).isGreaterThan(STREAMS / 2);
            everyHoldIsSettled(application);
            everyWalletPaidForItsOwn(application);
        }
    }

    private static JsonNode load(SandboxApplication application) throws Exception {
        try (LoadClient client = LoadClient.start(
                "--url",
                application.url() + "/api/v1/claude/messages",
                "--connections",
                Integer.toString(STREAMS),
                "--wallets",
                Integer.toString(WALLETS),
                "--events",
                "20",
                "--every-ms",
                "500",
                "--seconds",
                "100")) {
            return client.report();
        }
    }

    private static void everyHoldIsSettled(SandboxApplication application) throws Exception {
        assertThat(application
                        .jdbc()
                        .sql("select state || ' ' || count(*) from hold group by state")
                        .query(String.class)
                        .list())
                .containsExactly("POSTED " + STREAMS);
        assertThat(application
                        .jdbc()
                        .sql("select outcome || ' ' || count(*) from usage group by outcome")
                        .query(String.class)
                        .list())
                .containsExactly("ok " + STREAMS);
        assertThat(application.metric("tollgate_ledger_holds_pending")).isZero();
        assertThat(application.metric("tollgate_ledger_holds_lost_total")).isZero();
    }

    /** 50 streams of 1,024 tokens at 0.012288 MON. */
    private static void everyWalletPaidForItsOwn(SandboxApplication application) {
        List<String> left = application
                .jdbc()
                .sql("select distinct posted || ' ' || held || ' ' || shortfall from account"
                        + " where owner like 'wallet:%'")
                .query(String.class)
                .list();
        assertThat(left).containsExactly("385600000000000000 0 0");
    }
}
