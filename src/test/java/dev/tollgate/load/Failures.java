package dev.tollgate.load;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts by reason. */
final class Failures {

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(String reason) {
        counts.computeIfAbsent(reason, r -> new LongAdder()).increment();
    }

    void add(Throwable failure) {
        add(failure.getClass().getSimpleName() + ": " + failure.getMessage());
    }

    void add(int status) {
        add(Integer.toString(status));
    }

    long total() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    Map<String, Long> byReason() {
        Map<String, Long> sums = new TreeMap<>();
        counts.forEach((reason, count) -> sums.put(reason, count.sum()));
        return sums;
    }
}
