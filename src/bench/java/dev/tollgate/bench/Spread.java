package dev.tollgate.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The least, the middle and the most of a figure's rounds. */
record Spread(double min, double median, double max) {

    static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(sorted[0], median, sorted[sorted.length - 1]);
    }

    /** Of the ratio of a figure to another row's, made within each round, in which both met the same noise. */
    static Spread ofRatios(List<Sample> rounds, List<Sample> others, ToDoubleFunction<Sample> figure) {
        double[] ratios = new double[rounds.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figure.applyAsDouble(rounds.get(i)) / figure.applyAsDouble(others.get(i));
        }
        return of(ratios);
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
