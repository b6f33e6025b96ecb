package dev.tollgate.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToLongFunction;

/**
 * The ledger's meters. Prometheus shows them as {@code tollgate_ledger_holds_pending},
 * {@code tollgate_ledger_violations}, {@code tollgate_ledger_postings_waiting} and
 * {@code tollgate_ledger_holds_lost_total}.
 */
final class LedgerMetrics {

    private final Counter holdsLost;

    LedgerMetrics(MeterRegistry registry, LedgerWatch watch, Ledger ledger) {
        gauge(
                registry,
                watch,
                "tollgate.ledger.holds.pending",
                "Holds not resolved yet",
                LedgerWatch.Sight::holdsPending);
        gauge(registry, watch, "tollgate.ledger.violations", "Broken invariants", LedgerWatch.Sight::violations);
        Gauge.builder("tollgate.ledger.postings.waiting", ledger, Ledger::waiting)
                .description("Postings that wait for their group")
                .register(registry);
        holdsLost = Counter.builder("tollgate.ledger.holds.lost")
                .description("Holds that expired with their process")
                .register(registry);
    }

    void holdLost() {
        holdsLost.increment();
    }

    private static void gauge(
            MeterRegistry registry,
            LedgerWatch watch,
            String name,
            String description,
            ToLongFunction<LedgerWatch.Sight> value) {
        Gauge.builder(name, watch, w -> {
                    LedgerWatch.Sight sight = w.look();
                    return sight == null ? Double.NaN : value.applyAsLong(sight);
                })
                .description(description)
                .register(registry);
    }
}
