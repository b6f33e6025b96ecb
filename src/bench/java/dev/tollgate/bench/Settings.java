package dev.tollgate.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What a run measures and for how long, from the system properties {@code bench.*}; with {@code bench.quick} the rest
 * has shorter defaults.
 *
 * @param sections what to run, of those in {@link Bench}
 * @param kinds json, sse
 * @param connections how many, one table for each
 * @param rows keys of the rows to compare; the gateway's is always among them
 * @param rounds how many times each row is measured, in turn with the others
 * @param roundSeconds how long each time
 * @param warmSecondsMax how long a row is loaded at most before its first round
 * @param wallets callers that take turns, of the proxy as many keys
 * @param jvm flags of every server that is a JVM
 * @param checkout the folder whose {@code application.yaml}, {@code routes} and {@code target/tollgate.jar} are measured
 * @param compare another such folder, for rows of its own; empty for none
 * @param output folder for the results and all that the run leaves
 */
record Settings(
        List<String> sections,
        List<String> kinds,
        List<Integer> connections,
        Set<String> rows,
        int rounds,
        int roundSeconds,
        int warmSecondsMax,
        int wallets,
        List<String> jvm,
        Path checkout,
        String compare,
        Path output) {

    private static final String PREFIX = "bench.";

    static Settings fromSystemProperties() {
        boolean quick = isQuick();
        return new Settings(
                list(
                        "sections",
                        quick
                                ? "rows,streams,overload,start,growth,cover"
                                : "rows,streams,overload,start,growth,cover,ledger"),
                list("kinds", quick ? "json" : "json,sse"),
                list("connections", quick ? "32" : "1,32,256,1000").stream()
                        .map(Integer::valueOf)
                        .toList(),
                Set.copyOf(list("rows", "direct,bare,prepaid,metered,proxy,prepaid-compared,metered-compared")),
                number("rounds", quick ? 2 : 3),
                number("round-seconds", quick ? 4 : 10),
                number("warm-seconds", quick ? 10 : 90),
                number("wallets", quick ? 200 : 1_000),
                Arrays.asList(text("jvm", "-Xmx512m").split(" ")),
                Path.of(text("checkout", "")).toAbsolutePath(),
                text("compare", ""),
                Path.of(text("output", "target/bench")).toAbsolutePath());
    }

    static boolean isQuick() {
        return Boolean.parseBoolean(text("quick", "false"));
    }

    boolean hasRow(String key) {
        return rows.contains(key);
    }

    /** A setting of one section's own. */
    static int number(String name, int otherwise) {
        return Integer.parseInt(text(name, Integer.toString(otherwise)));
    }

    private static List<String> list(String name, String otherwise) {
        return List.of(text(name, otherwise).split(","));
    }

    /** Maven passes what is not set as an empty string. */
    private static String text(String name, String otherwise) {
        String value = System.getProperty(PREFIX + name, "");
        return value.isEmpty() ? otherwise : value;
    }
}
