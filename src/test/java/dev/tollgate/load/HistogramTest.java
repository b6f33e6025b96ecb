package dev.tollgate.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class HistogramTest {

    @Test
    void readsQuantilesNoBetterThanTheTruthAndNoSixteenthWorse() {
        Histogram histogram = new Histogram();
        for (long millis = 1; millis <= 1_000; millis++) {
            histogram.addNanos(millis * 1_000_000);
        }

        assertThat(histogram.count()).isEqualTo(1_000);
        assertThat(histogram.millis(0.5)).isBetween(500.0, 500 * 17 / 16.0);
        assertThat(histogram.millis(0.99)).isBetween(990.0, 1_000.0);
        assertThat(histogram.millis(1)).isCloseTo(1_000, within(0.001));
    }

    @Test
    void holdsAnythingFromNothingToYears() {
        Histogram histogram = new Histogram();
        histogram.addNanos(-5);
        histogram.addNanos(0);
        histogram.addNanos(Long.MAX_VALUE);

        assertThat(histogram.millis(0.5)).isZero();
        assertThat(histogram.millis(1)).isGreaterThan(9e12);
    }

    @Test
    void isZeroWithoutSamples() {
        assertThat(new Histogram().millis(0.99)).isZero();
    }
}
