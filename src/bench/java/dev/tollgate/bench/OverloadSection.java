package dev.tollgate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Twice as many requests as can be served: those that are served stay as many, the surplus is told so at once. */
final class OverloadSection implements Section {

    private static final String TEXT = """
            (c) wallet, prepaid, JSON; upstream: %s. The peak is the best closed loop of this section, over %s connections. \
            Then requests are due at twice that rate, whatever becomes of those before, on up to %d connections: %d s to warm, \
            and %d s that are measured. A latency counts from when its request was due.
            """;
    private static final double MEBIBYTE = 1024 * 1024;
    private static final int QUARTERS = 4;
    private static final int SAMPLE_MILLIS = 200;

    private final Settings settings;
    private final Report report;
    private final int seconds = Settings.number("overload-seconds", Settings.isQuick() ? 12 : 60);
    private final int warmSeconds = Settings.number("overload-warm-seconds", Settings.isQuick() ? 8 : 20);
    private final int connectionsMax = Settings.number("overload-connections", 4_000);

    OverloadSection(Settings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    @Override
    public void run() throws Exception {
        try (Upstream upstream = Upstream.fastest(settings.output());
                Tollgate tollgate = Tollgate.start("overload", settings.checkout(), upstream.url(), settings);
                Meter meter = new Meter(upstream)) {
            tollgate.rechargeWallets(settings.wallets());
            Row row = Lineup.prepaid(tollgate, settings);
            List<Integer> connections = List.of(32, 256);
            report.section(
                    "Overload", TEXT.formatted(upstream.name(), connections, connectionsMax, warmSeconds, seconds));
            double peak = 0;
            for (int count : connections) {
                peak = Math.max(peak, closedLoop(row, count, meter));
            }
            report.progress("overload: peak %.0f/s".formatted(peak));
            overload(row, peak, meter);
        }
    }

    private double closedLoop(Row row, int connections, Meter meter) throws IOException {
        List<String> load = load(row, "closed", connections);
        meter.warm(row, load, settings.warmSecondsMax());
        double best = 0;
        for (int round = 0; round < settings.rounds(); round++) {
            best = Math.max(
                    best,
                    meter.measure(row, lasting(load, settings.roundSeconds())).perSecond());
        }
        return best;
    }

    private void overload(Row row, double peak, Meter meter) throws Exception {
        List<String> load = load(row, "open", connectionsMax);
        load.addAll(List.of("--rate", Double.toString(2 * peak)));
        meter.measure(row, lasting(load, warmSeconds)); // to refuse has to be compiled too
        List<Long> resident = new CopyOnWriteArrayList<>();
        Thread watch = new Thread(() -> watch(row.pid(), resident), "rss");
        watch.start();
        Sample sample = meter.measure(row, lasting(load, seconds));
        watch.interrupt();
        watch.join();
        tell(peak, sample, quarters(resident));
    }

    private static List<String> lasting(List<String> load, int seconds) {
        List<String> timed = new ArrayList<>(load);
        timed.addAll(List.of("--seconds", Integer.toString(seconds)));
        return timed;
    }

    private static void watch(long pid, List<Long> resident) {
        try {
            while (true) {
                resident.add(ProcessUsage.residentBytes(pid));
                Thread.sleep(SAMPLE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the load is over
        }
    }

    /** The most resident memory in each quarter of the overload, in MiB. */
    private List<Long> quarters(List<Long> resident) {
        int samples = Math.min(resident.size(), seconds * 1_000 / SAMPLE_MILLIS);
        List<Long> quarters = new ArrayList<>();
        for (int i = 0; i < QUARTERS; i++) {
            quarters.add(Math.round(resident.subList(i * samples / QUARTERS, (i + 1) * samples / QUARTERS).stream()
                            .mapToLong(Long::longValue)
                            .max()
                            .orElse(0)
                    / MEBIBYTE));
        }
        return quarters;
    }

    private List<String> load(Row row, String mode, int connections) throws IOException {
        List<String> load = new ArrayList<>(
                List.of("--mode", mode, "--connections", Integer.toString(connections), "--stream", "false"));
        load.addAll(row.load(settings.output(), "json"));
        return load;
    }

    private void tell(double peak, Sample sample, List<Long> quarters) throws IOException {
        JsonNode load = sample.load();
        double served = load.path("ok").asDouble() / seconds;
        report.table(
                "",
                List.of(
                        List.of(
                                "peak/s",
                                "due/s",
                                "200s/s",
                                "to the peak",
                                "200 p50 ms",
                                "p99 ms",
                                "503s",
                                "503 p50 ms",
                                "p99 ms",
                                "errors",
                                "RSS MiB by quarter",
                                "4th to 2nd",
                                "CPU us per 200"),
                        List.of(
                                number("%.0f", peak),
                                number("%.0f", 2 * peak),
                                number("%.0f", served),
                                number("%.2f", served / peak),
                                number("%.1f", sample.millis("latencyMs", "p50")),
                                number("%.1f", sample.millis("latencyMs", "p99")),
                                load.path("refused").asText(),
                                number("%.1f", sample.millis("refusedMs", "p50")),
                                number("%.1f", sample.millis("refusedMs", "p99")),
                                sample.errors() + " " + load.path("failures"),
                                quarters.toString(),
                                number("%.2f", (double) quarters.get(3) / quarters.get(1)),
                                number("%.0f", sample.totalMicros()))));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("peakPerSecond", peak);
        figures.put("residentMebibytesByQuarter", quarters);
        figures.put("sample", sample);
        report.figures("overload", figures);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
