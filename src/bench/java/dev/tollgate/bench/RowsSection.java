package dev.tollgate.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The rows side by side: JSON and SSE, few connections and many. */
final class RowsSection implements Section {

    private static final String TEXT = """
            Closed loop: each connection asks, reads the answer, and asks again. Upstream: %s. Every figure is the median \
            of %d alternating rounds of %d s, with the least and the most. CPU is microseconds per request; its ratios \
            are PostgreSQL's share included, and made within a round. Client, upstream and servers share this machine's \
            %d cores: compare rows of one table, and nothing else.
            """;
    private static final double MEBIBYTE = 1024 * 1024;

    private final Settings settings;
    private final Report report;

    RowsSection(Settings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    @Override
    public void run() throws Exception {
        try (Upstream upstream = Upstream.fastest(settings.output());
                Lineup lineup = Lineup.start(upstream, settings);
                Meter meter = new Meter(upstream)) {
            report.section(
                    "Requests",
                    TEXT.formatted(
                            upstream.name(),
                            settings.rounds(),
                            settings.roundSeconds(),
                            Runtime.getRuntime().availableProcessors()));
            for (String kind : settings.kinds()) {
                for (int connections : settings.connections()) {
                    compare(kind, connections, lineup.rows(), meter);
                }
            }
        }
    }

    private void compare(String kind, int connections, List<Row> rows, Meter meter) throws IOException {
        for (Row row : rows) {
            int seconds = meter.warm(row, load(row, kind, connections), settings.warmSecondsMax());
            report.progress(
                    "%s, %d connections: %s warm after %d s".formatted(kind, connections, row.title(), seconds));
        }
        Map<Row, List<Sample>> samples = new LinkedHashMap<>();
        for (int round = 0; round < settings.rounds(); round++) {
            for (Row row : rows) {
                samples.computeIfAbsent(row, r -> new ArrayList<>())
                        .add(meter.measure(row, load(row, kind, connections)));
            }
        }
        tell(kind, connections, samples);
    }

    private List<String> load(Row row, String kind, int connections) throws IOException {
        List<String> load = new ArrayList<>(List.of(
                "--mode", "closed",
                "--connections", Integer.toString(connections),
                "--seconds", Integer.toString(settings.roundSeconds()),
                "--stream", Boolean.toString(kind.equals("sse"))));
        load.addAll(row.load(settings.output(), kind));
        if (kind.equals("sse")) {
            load.addAll(List.of("--header", "Accept: text/event-stream"));
        }
        return load;
    }

    private void tell(String kind, int connections, Map<Row, List<Sample>> samples) throws IOException {
        boolean sse = kind.equals("sse");
        List<List<String>> table = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of("", "requests/s", "p50 ms", "p99 ms"));
        names.addAll(sse ? List.of("first event p50 ms", "p99 ms") : List.of());
        names.addAll(List.of("CPU us", "of it PostgreSQL", "RSS MiB", "errors", "requests/s to (d)", "CPU to (d)"));
        table.add(names);
        Map<String, Object> figures = new LinkedHashMap<>();
        List<Sample> gateway = samples.entrySet().stream()
                .filter(row -> row.getKey().key().equals(Row.GATEWAY))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
        samples.forEach((row, rounds) -> {
            List<String> line = new ArrayList<>(List.of(
                    row.title(),
                    spread(rounds, Sample::perSecond).whole(),
                    spread(rounds, s -> s.millis("latencyMs", "p50")).precise(),
                    spread(rounds, s -> s.millis("latencyMs", "p99")).precise()));
            if (sse) {
                line.add(spread(rounds, s -> s.millis("firstEventMs", "p50")).precise());
                line.add(spread(rounds, s -> s.millis("firstEventMs", "p99")).precise());
            }
            boolean server = row.pid() != 0;
            line.addAll(List.of(
                    server ? spread(rounds, Sample::totalMicros).whole() : "",
                    row.tollgate() != null
                            ? spread(rounds, Sample::postgresMicros).whole()
                            : "",
                    server ? spread(rounds, s -> s.residentBytes() / MEBIBYTE).whole() : "",
                    Long.toString(rounds.stream().mapToLong(Sample::errors).sum()),
                    Spread.ofRatios(rounds, gateway, Sample::perSecond).precise(),
                    server
                            ? Spread.ofRatios(rounds, gateway, Sample::totalMicros)
                                    .precise()
                            : ""));
            table.add(line);
            figures.put(row.key(), rounds);
        });
        report.table((sse ? "SSE" : "JSON") + ", " + connections + " connections", table);
        report.figures(kind + "-" + connections, figures);
    }

    private static Spread spread(List<Sample> rounds, ToDoubleFunction<Sample> figure) {
        return Spread.of(rounds.stream().mapToDouble(figure).toArray());
    }
}
