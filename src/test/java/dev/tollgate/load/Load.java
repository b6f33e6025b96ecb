package dev.tollgate.load;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A load on one URL, from its start to its end, on one thread. */
abstract class Load implements Connection.Listener {

    /** How long requests under way may still take when the time is over. */
    private static final long GRACE_NANOS = 10_000_000_000L;

    private static final long TICK_MILLIS = 100;

    private final LoadOptions options;
    private final Network network;
    private final Histogram latencies = new Histogram();
    private final Failures statuses = new Failures();
    private final Failures failures = new Failures();
    private volatile boolean stopped;
    private long startedNanos;
    private long endedNanos;
    private long ok;

    Load(LoadOptions options) throws IOException {
        this.options = options;
        this.network = new Network(options.server());
    }

    /** Runs it to its end. */
    final void run() throws IOException {
        startedNanos = System.nanoTime();
        long endNanos = startedNanos + options.seconds() * 1_000_000_000L;
        try (network) {
            start();
            while (!stopped && System.nanoTime() < endNanos && !isDone()) {
                network.await(waitMillisMax());
                tick();
            }
            lastRequestSent();
            long graceEnds = System.nanoTime() + GRACE_NANOS;
            while (!stopped && System.nanoTime() < graceEnds && unfinished() > 0 && hasGrace()) {
                network.await(TICK_MILLIS);
            }
            endedNanos = System.nanoTime();
        }
    }

    /** Ends it now, from any thread; further calls change nothing. */
    final void stop() {
        stopped = true;
        network.wakeUp();
    }

    /** What happened; final once it has ended. */
    Map<String, Object> report() {
        double seconds = ((endedNanos == 0 ? System.nanoTime() : endedNanos) - startedNanos) / 1e9;
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("mode", options.mode());
        report.put("connections", options.connections());
        report.put("seconds", seconds);
        report.put("ok", ok);
        report.put("perSecond", ok / seconds);
        report.put("statuses", statuses.byReason());
        report.put("failed", failures.total());
        report.put("failures", failures.byReason());
        report.put("unfinished", unfinished());
        report.put("latencyMs", latencies.summary());
        return report;
    }

    /** Sends the first requests. */
    abstract void start();

    /** Does what is due; called after each wait. */
    void tick() {}

    long waitMillisMax() {
        return TICK_MILLIS;
    }

    /** The time is over. */
    void lastRequestSent() {}

    /** Whether what is under way when the time is over may still end well. */
    boolean hasGrace() {
        return true;
    }

    /** Whether it came to its own end. */
    abstract boolean isDone();

    /** How many requests have no answer yet. */
    abstract long unfinished();

    final LoadOptions options() {
        return options;
    }

    final Network network() {
        return network;
    }

    final long startedNanos() {
        return startedNanos;
    }

    final Failures failures() {
        return failures;
    }

    /** Counts a 200 with the right body. */
    final void countOk(Connection connection) {
        ok++;
        latencies.addNanos(System.nanoTime() - connection.startNanos());
    }

    final void countStatus(int status) {
        statuses.add(status);
    }
}
