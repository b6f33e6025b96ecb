package dev.tollgate.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Many streams at once, on an upstream that sends its events one by one. */
final class StreamsSection implements Section {

    private static final String TEXT = """
            %d streams opened at once, %d rounds. Upstream: %s, 20 deltas a stream, each stamped when it is sent: a lag is \
            from there to the client. The rows without (a) show what they add to it. "Holds" are those in the database \
            for the measured streams: all must be POSTED. A commit is one row's, durable, of a connection of its own to \
            the same PostgreSQL meanwhile; "its commits" are as many of those as come before a row's first event.
            """;
    private static final int EVENTS = 20;
    private static final double MEBIBYTE = 1024 * 1024;

    private final Settings settings;
    private final Report report;
    private final int streams = Settings.number("streams", 1_000);
    private final int everyMillis = Settings.number("every-ms", 200);
    private final int warmRounds = Settings.number("stream-warm-rounds", Settings.isQuick() ? 1 : 6);

    StreamsSection(Settings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    @Override
    public void run() throws Exception {
        try (Upstream upstream = Upstream.paced(settings.output(), everyMillis);
                Lineup lineup = Lineup.start(upstream, settings);
                Meter meter = new Meter(upstream)) {
            report.section("Streams", TEXT.formatted(streams, settings.rounds(), upstream.name()));
            for (int i = 0; i < warmRounds; i++) {
                for (Row row : lineup.rows()) {
                    meter.measure(row, load(row));
                }
                report.progress("streams: warming, round " + (i + 1) + " of " + warmRounds);
            }
            Map<Row, List<StreamSample>> samples = new LinkedHashMap<>();
            for (int round = 0; round < settings.rounds(); round++) {
                for (Row row : lineup.rows()) {
                    samples.computeIfAbsent(row, r -> new ArrayList<>()).add(measure(row, meter));
                }
            }
            tell(samples);
        }
    }

    private StreamSample measure(Row row, Meter meter) throws IOException, SQLException {
        Tollgate tollgate = row.tollgate();
        if (tollgate == null) {
            return new StreamSample(meter.measure(row, load(row)), Map.of(), 0, 0);
        }
        try (Books books = new Books(tollgate)) {
            books.mark();
            try (CommitProbe probe = new CommitProbe(tollgate)) {
                Sample sample = meter.measure(row, load(row));
                probe.stop();
                return new StreamSample(sample, books.awaitHoldsSinceMark(), probe.millis(0.5), probe.millis(0.99));
            }
        }
    }

    private List<String> load(Row row) {
        List<String> load = new ArrayList<>(List.of(
                "--mode",
                "streams",
                "--connections",
                Integer.toString(streams),
                "--events",
                Integer.toString(EVENTS),
                "--every-ms",
                Integer.toString(everyMillis),
                "--seconds",
                "90",
                "--header",
                "Accept: text/event-stream"));
        load.addAll(row.callers());
        return load;
    }

    private void tell(Map<Row, List<StreamSample>> samples) throws IOException {
        List<List<String>> table = new ArrayList<>();
        table.add(List.of(
                "",
                "first event p50 ms",
                "p99 ms",
                "p50 over (d)",
                "its commits p50 ms",
                "lag p50 ms",
                "p99 ms",
                "lag p99 over (a)",
                "commit p50 ms",
                "p99 ms",
                "CPU us a stream",
                "of it PostgreSQL",
                "RSS MiB",
                "errors",
                "holds"));
        double direct = median(samples, Row.DIRECT, "lagMs", "p99");
        double gateway = median(samples, Row.GATEWAY, "firstEventMs", "p50");
        Map<String, Object> figures = new LinkedHashMap<>();
        samples.forEach((row, rounds) -> {
            table.add(line(row, rounds, direct, gateway));
            figures.put(row.key(), rounds);
        });
        report.table("", table);
        report.figures("streams", figures);
    }

    private static List<String> line(Row row, List<StreamSample> rounds, double direct, double gateway) {
        boolean books = row.tollgate() != null;
        boolean server = row.pid() != 0;
        Spread commit = spread(rounds, StreamSample::commitP50Millis);
        return List.of(
                row.title(),
                spread(rounds, "firstEventMs", "p50").precise(),
                spread(rounds, "firstEventMs", "p99").precise(),
                more(spread(rounds, "firstEventMs", "p50").median() - gateway),
                row.commitsBeforeAnswer() == 0 ? "" : more(row.commitsBeforeAnswer() * commit.median()),
                spread(rounds, "lagMs", "p50").precise(),
                spread(rounds, "lagMs", "p99").precise(),
                more(spread(rounds, "lagMs", "p99").median() - direct),
                books ? commit.precise() : "",
                books ? spread(rounds, StreamSample::commitP99Millis).precise() : "",
                server ? spread(rounds, s -> s.sample().totalMicros()).whole() : "",
                books ? spread(rounds, s -> s.sample().postgresMicros()).whole() : "",
                server
                        ? spread(rounds, s -> s.sample().residentBytes() / MEBIBYTE)
                                .whole()
                        : "",
                Long.toString(
                        rounds.stream().mapToLong(s -> s.sample().errors()).sum()),
                rounds.stream()
                        .map(s -> s.holds().toString())
                        .distinct()
                        .toList()
                        .toString());
    }

    private static String more(double millis) {
        return String.format(Locale.ROOT, "%+.2f", millis);
    }

    /** NaN where that row isn't measured. */
    private static double median(Map<Row, List<StreamSample>> samples, String key, String what, String quantile) {
        return samples.entrySet().stream()
                .filter(row -> row.getKey().key().equals(key))
                .mapToDouble(row -> spread(row.getValue(), what, quantile).median())
                .findFirst()
                .orElse(Double.NaN);
    }

    private static Spread spread(List<StreamSample> rounds, String what, String quantile) {
        return spread(rounds, s -> s.sample().millis(what, quantile));
    }

    private static Spread spread(List<StreamSample> rounds, ToDoubleFunction<StreamSample> figure) {
        return Spread.of(rounds.stream().mapToDouble(figure).toArray());
    }

    /**
     * One round of a row.
     *
     * @param holds how many of its holds are in which state
     */
    private record StreamSample(
            Sample sample, Map<String, Long> holds, double commitP50Millis, double commitP99Millis) {}
}
