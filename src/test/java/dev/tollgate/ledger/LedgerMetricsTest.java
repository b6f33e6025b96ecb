package dev.tollgate.ledger;

import static dev.tollgate.ledger.Bookings.deposit;
import static dev.tollgate.ledger.Bookings.hold;
import static dev.tollgate.ledger.Bookings.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.TestDatabase;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.health.Status;

class LedgerMetricsTest {

    private final TestDatabase database = TestDatabase.create();
    private final Ledger ledger = new Ledger(database.dataSource(), LedgerSettings.defaults());
    private final LedgerWatch watch = new LedgerWatch(database.dataSource());
    private final PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @AfterEach
    void close() {
        ledger.close();
        database.close();
    }

    @Test
    void prometheusSeesExactlyTheseNames() {
        var metrics = new LedgerMetrics(prometheus, watch, ledger);
        AccountRef wallet = wallet();
        ledger.transfer(deposit(wallet, 10));
        ledger.hold(hold(wallet, 1));
        ledger.hold(hold(wallet, 1));
        metrics.holdLost();
        breakSomething();

        assertThat(prometheus.scrape().lines())
                .contains(
                        "tollgate_ledger_holds_pending 2.0",
                        "tollgate_ledger_holds_lost_total 1.0",
                        "tollgate_ledger_violations 1.0",
                        "tollgate_ledger_postings_waiting 0.0");
    }

    @Test
    void healthIsDownWhileTheBooksAreWrong() {
        assertThat(new LedgerHealth(watch).health().getStatus()).isEqualTo(Status.UP);
        breakSomething();
        var health = new LedgerHealth(new LedgerWatch(database.dataSource())).health();
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails()).containsEntry("violations", 1L);
    }

    private void breakSomething() {
        database.jdbc()
                .sql("INSERT INTO ledger_violation (kind, subject, detail) VALUES ('held_differs', '1', 'test')")
                .update();
    }
}
