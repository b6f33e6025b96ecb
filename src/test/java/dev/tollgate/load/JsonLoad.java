package dev.tollgate.load;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A closed loop: each connection asks, waits for the answer, and asks again. */
final class JsonLoad implements Load {

    private final LoadOptions options;
    private final HttpClient client;
    private final Histogram latencies = new Histogram();
    private final Failures statuses = new Failures();
    private final Failures failures = new Failures();
    private final AtomicLong asked = new AtomicLong();
    private final CountDownLatch running;
    private volatile boolean stopped;
    private volatile long startedNanos;
    private volatile long endedNanos;

    JsonLoad(LoadOptions options, HttpClient client) {
        this.options = options;
        this.client = client;
        this.running = new CountDownLatch(options.connections());
    }

    @Override
    public void start() {
        startedNanos = System.nanoTime();
        for (int i = 0; i < options.connections(); i++) {
            ask();
        }
    }

    @Override
    public boolean await(Duration atMost) throws InterruptedException {
        return running.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Lets the requests in flight end; none follows. */
    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public Map<String, Object> report() {
        double seconds = ((endedNanos == 0 ? System.nanoTime() : endedNanos) - startedNanos) / 1e9;
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("mode", "json");
        report.put("connections", options.connections());
        report.put("requests", latencies.count());
        report.put("perSecond", Math.round(latencies.count() / seconds));
        report.put("statuses", statuses.byReason());
        report.put("failed", failures.total());
        report.put("unfinished", running.getCount());
        report.put("failures", failures.byReason());
        report.put("latencyMs", latencies.summary());
        return report;
    }

    private void ask() {
        long number = asked.getAndIncrement();
        if (stopped || number >= options.requests()) {
            endedNanos = System.nanoTime();
            running.countDown();
            return;
        }
        long start = System.nanoTime();
        // Async all the way: a chain of completed futures on the same thread would grow the stack.
        var unused = client.sendAsync(options.request(number), BodyHandlers.discarding())
                .whenCompleteAsync(
                        (response, failure) -> {
                            record(start, response, failure);
                            ask();
                        },
                        client.executor().orElseThrow());
    }

    private void record(long start, @Nullable HttpResponse<Void> response, @Nullable Throwable failure) {
        if (failure != null) {
            failures.add(failure);
        } else if (response != null) {
            latencies.addNanos(System.nanoTime() - start);
            statuses.add(Integer.toString(response.statusCode()));
        }
    }
}
