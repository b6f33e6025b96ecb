package dev.tollgate.bench;

import java.util.Arrays;
import java.util.Locale;

/** The least, the middle and the most of a figure's rounds. */
record Spread(double min, double median, double max) {

    static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /** Such as {@code 4120 (4007–4133)}. */
    String whole() {
        return text("%.0f");
    }

    /** Such as {@code 1.25 (1.20–1.31)}. */
    String precise() {
        return text("%.2f");
    }

    private String text(String format) {
        return String.format(Locale.ROOT, format + " (" + format + "–" + format + ")", median, min, max);
    }
}
