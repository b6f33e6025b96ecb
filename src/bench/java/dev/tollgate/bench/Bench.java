package dev.tollgate.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Runs the sections one after the other and reports; the settings are {@link Settings}. */
public final class Bench {

    private static final Map<String, BiFunction<Settings, Report, Section>> SECTIONS = Map.of(
            "rows",
            RowsSection::new,
            "streams",
            StreamsSection::new,
            "overload",
            OverloadSection::new,
            "start",
            StartSection::new,
            "growth",
            GrowthSection::new,
            "cover",
            CoverSection::new,
            "ledger",
            LedgerSection::new);

    private Bench() {}

    public static void main(String... args) throws Exception {
        Settings settings = Settings.fromSystemProperties();
        Report report = new Report(settings.output());
        report.section("Benchmarks", machine(settings));
        for (String section : settings.sections()) {
            BiFunction<Settings, Report, Section> known = SECTIONS.get(section);
            if (known == null) {
                throw new IllegalArgumentException("unknown section " + section + ", known are " + SECTIONS.keySet());
            }
            known.apply(settings, report).run();
        }
        System.exit(0); // JDBC's and HttpClient's threads would linger
    }

    private static String machine(Settings settings) throws IOException {
        return "%s, %s, JDK %s, %d cores of %s; every server with `%s`"
                .formatted(
                        Instant.now().truncatedTo(ChronoUnit.SECONDS),
                        commit(settings.checkout()),
                        Runtime.version(),
                        Runtime.getRuntime().availableProcessors(),
                        processor(),
                        String.join(" ", settings.jvm()));
    }

    private static String processor() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown processors");
        }
    }

    private static String commit(Path checkout) throws IOException {
        Process git = new ProcessBuilder("git", "-C", checkout.toString(), "describe", "--always", "--dirty")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return "commit " + new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
