package dev.tollgate.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/** How long it takes from {@code java -jar} until it serves. */
final class StartSection implements Section {

    private static final String TEXT = """
            From `java -jar` with its own database, which is there already but in the first row, to a 200 from /health and \
            from readiness, asked every 20 ms.
            """;

    private final Settings settings;
    private final Report report;

    StartSection(Settings settings, Report report) {
        this.settings = settings;
        this.report = report;
    }

    @Override
    public void run() throws Exception {
        try (Upstream upstream = Upstream.fastest(settings.output())) {
            Path folder = settings.output().resolve("run/start");
            FileSystemUtils.deleteRecursively(folder);
            Tollgate.layOut(folder, settings.checkout());
            report.section("Start", TEXT);
            Times first = start(folder, upstream);
            List<Times> warm = new ArrayList<>();
            for (int round = 0; round < Math.max(3, settings.rounds()); round++) {
                warm.add(start(folder, upstream));
            }
            report.table(
                    "",
                    List.of(
                            List.of("", "/health s", "readiness s"),
                            line("on an empty folder", List.of(first)),
                            line("again", warm)));
            report.figures("start", Map.of("first", first, "again", warm));
        }
    }

    private Times start(Path folder, Upstream upstream) throws Exception {
        long start = System.nanoTime();
        try (Tollgate tollgate = Tollgate.launch("start", folder, upstream.url(), settings)) {
            double health = tollgate.secondsUntilHealthy(start);
            tollgate.awaitReady();
            return new Times(health, (System.nanoTime() - start) / 1e9);
        }
    }

    private static List<String> line(String title, List<Times> times) {
        return List.of(
                title,
                Spread.of(times.stream().mapToDouble(Times::healthSeconds).toArray())
                        .precise(),
                Spread.of(times.stream().mapToDouble(Times::readySeconds).toArray())
                        .precise());
    }

    private record Times(double healthSeconds, double readySeconds) {}
}
