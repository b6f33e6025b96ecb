package dev.tollgate.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Durations in buckets that are at most 1/64 wide of what they hold, so that any number of samples needs the same few
 * kilobytes. Quantiles read the upper end of a bucket: never better than the truth.
 */
final class Histogram {

    private static final int SUB_BUCKET_BITS = 6;
    private static final int SUB_BUCKETS = 1 << SUB_BUCKET_BITS;

    private final AtomicLongArray counts = new AtomicLongArray((64 - SUB_BUCKET_BITS) * SUB_BUCKETS);
    private final AtomicLong total = new AtomicLong();
    private final AtomicLong maxMicros = new AtomicLong();

    /** Adds a sample; a negative one counts as none at all late. */
    void addNanos(long nanos) {
        long micros = Math.max(0, nanos / 1_000);
        counts.incrementAndGet(bucket(micros));
        total.incrementAndGet();
        maxMicros.accumulateAndGet(micros, Math::max);
    }

    long count() {
        return total.get();
    }

    /** @param quantile 0 to 1 */
    double millis(double quantile) {
        long rank = Math.max(1, (long) Math.ceil(quantile * total.get()));
        long seen = 0;
        for (int i = 0; i < counts.length(); i++) {
            seen += counts.get(i);
            if (seen >= rank && total.get() > 0) {
                return Math.min(upperEnd(i), maxMicros.get()) / 1_000.0;
            }
        }
        return 0;
    }

    Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("p50", millis(0.5));
        summary.put("p95", millis(0.95));
        summary.put("p99", millis(0.99));
        summary.put("max", maxMicros.get() / 1_000.0);
        return summary;
    }

    private static int bucket(long micros) {
        int shift = Math.max(0, 64 - Long.numberOfLeadingZeros(micros) - SUB_BUCKET_BITS - 1);
        return shift * SUB_BUCKETS + (int) (micros >>> shift);
    }

    private static long upperEnd(int bucket) {
        int shift = Math.max(0, bucket / SUB_BUCKETS - 1);
        return ((bucket - (long) shift * SUB_BUCKETS + 1) << shift) - 1;
    }
}
