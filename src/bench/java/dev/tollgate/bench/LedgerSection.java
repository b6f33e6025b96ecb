package dev.tollgate.bench;

import dev.tollgate.bench.ledger.LedgerBenchmark;
import java.time.Duration;
import java.util.List;

/** The ledger without HTTP around it. */
final class LedgerSection implements Section {

    private static final String TEXT = """
            Hold and settlement of one call, by threads of one JVM, on the application's own PostgreSQL and its durability; \
            %d rounds of %d s.
            """;

    private final Settings settings;
    private final Report report;

    LedgerSection(Settings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    @Override
    public void run() throws Exception {
        report.section("Ledger", TEXT.formatted(settings.rounds(), settings.roundSeconds()));
        LedgerBenchmark benchmark = new LedgerBenchmark(
                Duration.ofSeconds(Math.min(15, settings.warmSecondsMax())),
                Duration.ofSeconds(settings.roundSeconds()),
                settings.rounds());
        List<LedgerBenchmark.Table> tables = benchmark.run(settings.output().resolve("ledger"));
        for (LedgerBenchmark.Table table : tables) {
            report.table(table.title(), table.rows());
        }
        report.figures("ledger", tables);
    }
}
