package dev.tollgate.load;

import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Opens all streams at once and reads each to its end. */
final class SseLoad implements Load {

    private final LoadOptions options;
    private final HttpClient client;
    private final Histogram firstEvents = new Histogram();
    private final Histogram lags = new Histogram();
    private final Failures failures = new Failures();
    private final AtomicInteger ok = new AtomicInteger();
    private final AtomicLong events = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger mostOpen = new AtomicInteger();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<CompletableFuture<HttpResponse<Void>>> streams = new ArrayList<>();
    private final CountDownLatch running;

    SseLoad(LoadOptions options, HttpClient client) {
        this.options = options;
        this.client = client;
        this.running = new CountDownLatch(options.connections());
    }

    @Override
    public void start() {
        for (int i = 0; i < options.connections(); i++) {
            SseStream stream = new SseStream(this);
            CompletableFuture<HttpResponse<Void>> response =
                    client.sendAsync(options.request(i), BodyHandlers.fromLineSubscriber(stream));
            synchronized (streams) {
                streams.add(response);
            }
            var unused = response.whenComplete((ended, failure) -> end(stream, ended, failure));
        }
    }

    @Override
    public boolean await(Duration atMost) throws InterruptedException {
        return running.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void stop() {
        if (stopped.compareAndSet(false, true)) {
            List<CompletableFuture<HttpResponse<Void>>> all;
            synchronized (streams) {
                all = List.copyOf(streams);
            }
            all.forEach(stream -> stream.cancel(true));
        }
    }

    @Override
    public Map<String, Object> report() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("mode", "sse");
        report.put("streams", options.connections());
        report.put("ok", ok.get());
        report.put("failed", failures.total());
        report.put("unfinished", running.getCount());
        report.put("failures", failures.byReason());
        report.put("events", events.get());
        report.put("mostOpenAtOnce", mostOpen.get());
        report.put("firstEventMs", firstEvents.summary());
        report.put("lagMs", lags.summary());
        return report;
    }

    void firstEvent(long afterNanos) {
        firstEvents.addNanos(afterNanos);
        events.incrementAndGet();
        mostOpen.accumulateAndGet(open.incrementAndGet(), Math::max);
    }

    void nextEvent(long afterNanos) {
        lags.addNanos(afterNanos - TimeUnit.MILLISECONDS.toNanos(options.everyMillis()));
        events.incrementAndGet();
    }

    private void end(SseStream stream, @Nullable HttpResponse<Void> response, @Nullable Throwable failure) {
        if (stream.began()) {
            open.decrementAndGet();
        }
        if (failure != null) {
            failures.add(failure);
        } else if (response != null) {
            stream.problem(response.statusCode(), options.events()).ifPresentOrElse(failures::add, ok::incrementAndGet);
        }
        running.countDown();
    }
}
