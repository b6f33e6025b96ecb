package dev.tollgate.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** What a history costs the proxy: the same calls on an empty database, and on one with many usage rows and keys. */
final class GrowthSection implements Section {

    private static final String TEXT = """
            The proxy, all limits on, JSON, %d connections; upstream: %s; %d alternating rounds of %d s. Two applications \
            run side by side, each with its own database. One has %d keys, and nothing else. The other has %d usage rows of \
            %d days, added up by the application's own job, over %d keys of one customer. CPU is microseconds per request, \
            PostgreSQL's share included; its ratio is made within a round. The empty one is measured twice a round, so that both \
            applications are equally warm, and for what the measuring itself is off by.
            """;
    private static final int CONNECTIONS = 32;
    private static final int DAYS = 30;

    private final Settings settings;
    private final Report report;
    private final int usageRows = Settings.number("growth-rows", Settings.isQuick() ? 100_000 : 1_000_000);
    private final int keys = Settings.number("growth-keys", Settings.isQuick() ? 2_000 : 10_000);

    GrowthSection(Settings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    @Override
    public void run() throws Exception {
        try (Upstream upstream = Upstream.fastest(settings.output());
                Tollgate young = Tollgate.start("young", settings.checkout(), upstream.url(), settings);
                Tollgate old = Tollgate.start("old", settings.checkout(), upstream.url(), settings);
                Meter meter = new Meter(upstream)) {
            report.section(
                    "Growth",
                    TEXT.formatted(
                            CONNECTIONS,
                            upstream.name(),
                            settings.rounds(),
                            settings.roundSeconds(),
                            settings.wallets(),
                            usageRows,
                            DAYS,
                            keys));
            compare(rows(young, old), meter);
        }
    }

    private List<Row> rows(Tollgate young, Tollgate old) throws Exception {
        List<String> few = Customer.register(young).makeKeys(settings.wallets());
        List<String> all = Customer.register(old).makeKeys(keys);
        List<String> spread = IntStream.range(0, settings.wallets())
                .mapToObj(i -> all.get((int) ((long) i * keys / settings.wallets())))
                .toList();
        report.progress("growth: writing " + usageRows + " usage rows");
        try (PastUsage past = new PastUsage(old)) {
            past.write(usageRows, DAYS);
            past.awaitSums();
        }
        report.progress("growth: they are added up");
        return List.of(
                row("empty", "empty database, %,d keys call", young, few),
                row("history", "history, %,d keys call", old, spread),
                row("empty-again", "empty database again", young, few),
                row("history-all", "history, all %,d keys call", old, all));
    }

    private Row row(String key, String title, Tollgate tollgate, List<String> calling) throws IOException {
        return Lineup.proxy(
                key,
                String.format(Locale.ROOT, title, calling.size()),
                tollgate,
                Customer.callers(calling, settings.output().resolve("keys-" + key)));
    }

    private void compare(List<Row> rows, Meter meter) throws IOException {
        for (Row row : rows) {
            int seconds = meter.warm(row, load(row), settings.warmSecondsMax());
            report.progress("growth: %s, warm after %d s".formatted(row.title(), seconds));
        }
        Map<Row, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < settings.rounds(); round++) {
            for (Row row : rows) {
                samples.computeIfAbsent(row, r -> new ArrayList<>()).add(meter.measure(row, load(row)));
            }
        }
        tell(samples);
    }

    private List<String> load(Row row) throws IOException {
        List<String> load = new ArrayList<>(List.of(
                "--mode",
                "closed",
                "--connections",
                Integer.toString(CONNECTIONS),
                "--seconds",
                Integer.toString(settings.roundSeconds()),
                "--stream",
                "false"));
        load.addAll(row.load(settings.output(), "json"));
        return load;
    }

    private void tell(Map<Row, List<Sample>> samples) throws IOException {
        List<Sample> young = samples.values().iterator().next();
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "",
                "requests/s",
                "p50 ms",
                "p99 ms",
                "CPU us",
                "of it PostgreSQL",
                "errors",
                "CPU to the empty one (promised: below 1.20)"));
        Map<String, Object> figures = new LinkedHashMap<>();
        samples.forEach((row, rounds) -> {
            table.add(List.of(
                    row.title(),
                    spread(rounds, Sample::perSecond).whole(),
                    spread(rounds, s -> s.millis("latencyMs", "p50")).precise(),
                    spread(rounds, s -> s.millis("latencyMs", "p99")).precise(),
                    spread(rounds, Sample::totalMicros).whole(),
                    spread(rounds, Sample::postgresMicros).whole(),
                    Long.toString(rounds.stream().mapToLong(Sample::errors).sum()),
                    Spread.ofRatios(rounds, young, Sample::totalMicros).precise()));
            figures.put(row.key(), rounds);
        });
        report.table("", table);
        report.figures("growth", figures);
    }

    private static Spread spread(List<Sample> rounds, ToDoubleFunction<Sample> figure) {
        return Spread.of(rounds.stream().mapToDouble(figure).toArray());
    }
}
