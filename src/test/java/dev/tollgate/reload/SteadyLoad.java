package dev.tollgate.reload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.load.LoadClient;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * 100 requests a second, half for a quote and half for a page of usage, whatever becomes of those before. Each answer is
 * given a name by the version that it is of; a name that nobody expects is a failure.
 */
final class SteadyLoad implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String QUOTE_BODY = "{\"amount\":\"0.1\",\"user_address\":\"" + LoadClient.wallet(0) + "\"}";

    /** When requests that got such an answer were sent. */
    private final Map<String, Queue<Long>> sentNanos = new ConcurrentHashMap<>();

    private final Set<String> expected = ConcurrentHashMap.newKeySet();
    private final List<String> surprises = new CopyOnWriteArrayList<>();
    private final AtomicLong sent = new AtomicLong();

    /** How late the clock, which does next to nothing, was at worst since the last edit: the machine's doing. */
    private final AtomicLong lateNanos = new AtomicLong();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    SteadyLoad(String url) {
        expected.addAll(Set.of("via x402", "plain"));
        HttpRequest quote = HttpRequest.newBuilder(URI.create(url + "/api/v1/x402/quote"))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(QUOTE_BODY))
                .build();
        HttpRequest usage = HttpRequest.newBuilder(URI.create(url + "/wallet/v1/usage?page_size=150"))
                .timeout(PATIENCE)
                .header("X-User-Address", LoadClient.wallet(0))
                .build();
        long startNanos = System.nanoTime();
        clock.scheduleAtFixedRate(
                () -> {
                    long due = startNanos + sent.get() * EVERY.toNanos();
                    lateNanos.accumulateAndGet(System.nanoTime() - due, Math::max);
                    send(sent.incrementAndGet() % 2 == 0 ? quote : usage);
                },
                0,
                EVERY.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    interface Edit {
        void run() throws Exception;
    }

    /**
     * How long an edit took.
     *
     * @param toLive from the files' change to the first request that was answered by the new version
     * @param stall how late this client's clock was meanwhile, at worst
     */
    record Timed(String edit, Duration toLive, Duration stall) {

        /** Whether it was live in time on a machine that doesn't stand still. */
        boolean isWithin(Duration atMost) {
            return toLive.minus(stall).compareTo(atMost) < 0;
        }
    }

    /** Edits, and waits for an answer of that name to a request that was sent after the edit. */
    Timed until(String name, Edit edit) throws Exception {
        expected.add(name);
        sentNanos.remove(name);
        return timed(name, start -> {
            edit.run();
            while (firstSent(name, start) < 0) {
                check();
                assertThat(System.nanoTime() - start)
                        .as("edit for '" + name + "'")
                        .isLessThan(PATIENCE.toNanos());
                Thread.sleep(5);
            }
            return firstSent(name, start);
        });
    }

    /** An edit that no answer shows. */
    interface Unseen {
        /**
         * Returns when the edit has been taken over or refused.
         *
         * @param begin to be run right before the files change
         */
        void run(Runnable begin) throws Exception;
    }

    /** Makes such an edit. */
    Timed unseen(String name, Unseen edit) throws Exception {
        AtomicLong begun = new AtomicLong();
        return timed(name, start -> {
            edit.run(() -> begun.set(System.nanoTime()));
            return System.nanoTime() - begun.get();
        });
    }

    private interface Measured {
        /** @return nanoseconds since the start */
        long run(long startNanos) throws Exception;
    }

    private Timed timed(String name, Measured edit) throws Exception {
        lateNanos.set(0);
        Duration toLive = Duration.ofNanos(edit.run(System.nanoTime()));
        return new Timed(name, toLive, Duration.ofNanos(lateNanos.get()));
    }

    /** When the first request after the start was sent that got such an answer, in nanoseconds since then; or -1. */
    private long firstSent(String name, long startNanos) {
        return sentNanos.getOrDefault(name, new ConcurrentLinkedQueue<>()).stream()
                .mapToLong(at -> at - startNanos)
                .filter(after -> after >= 0)
                .min()
                .orElse(-1);
    }

    /** From now on, such an answer is a surprise, once what is under way has had its time. */
    void noLonger(String name) throws InterruptedException {
        Thread.sleep(200);
        expected.remove(name);
    }

    void check() {
        assertThat(surprises).isEmpty();
    }

    private void send(HttpRequest request) {
        long at = System.nanoTime();
        var unused = http.sendAsync(request, BodyHandlers.ofString()).whenComplete((answer, failure) -> {
            String name = failure != null ? failure.toString() : name(answer);
            if (!expected.contains(name)) {
                surprises.add(name);
            }
            sentNanos
                    .computeIfAbsent(name, key -> new ConcurrentLinkedQueue<>())
                    .add(at);
        });
    }

    private static String name(HttpResponse<String> answer) {
        String body = answer.body();
        boolean quote = answer.uri().getPath().endsWith("/quote");
        if (answer.statusCode() == 404 && body.equals("{\"detail\":\"Not Found\"}") && quote) {
            return "not found";
        }
        if (answer.statusCode() == 400 && body.contains("page_size: must be an integer from 1 to 100\"")) {
            return "at most 100";
        }
        if (answer.statusCode() != 200) {
            return answer.statusCode() + " " + body;
        }
        if (quote) {
            return body.contains("via x402, edited\"")
                    ? "via x402, edited"
                    : body.contains("via x402\"") ? "via x402" : body;
        }
        return body.contains("\"marked\"") ? "marked" : body.contains("\"items\"") ? "plain" : body;
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
