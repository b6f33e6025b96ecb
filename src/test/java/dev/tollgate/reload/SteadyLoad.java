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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String QUOTE_BODY = "{\"amount\":\"0.1\",\"user_address\":\"" + LoadClient.wallet(0) + "\"}";

    /** When a request that got such an answer was sent last. */
    private final Map<String, AtomicLong> lastSentNanos = new ConcurrentHashMap<>();

    private final Set<String> expected = ConcurrentHashMap.newKeySet();
    private final List<String> surprises = new CopyOnWriteArrayList<>();
    private final AtomicLong sent = new AtomicLong();
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
        clock.scheduleAtFixedRate(
                () -> send(sent.incrementAndGet() % 2 == 0 ? quote : usage), 0, 10, TimeUnit.MILLISECONDS);
    }

    interface Edit {
        void run() throws Exception;
    }

    /** Edits, and waits for an answer of that name to a request that was sent after the edit; returns how long it took. */
    Duration until(String name, Edit edit) throws Exception {
        expected.add(name);
        long start = System.nanoTime();
        edit.run();
        while (lastSentNanos.getOrDefault(name, new AtomicLong(start - 1)).get() - start < 0) {
            check();
            assertThat(System.nanoTime() - start).as("edit for '" + name + "'").isLessThan(PATIENCE.toNanos());
            Thread.sleep(5);
        }
        return Duration.ofNanos(System.nanoTime() - start);
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
            lastSentNanos.computeIfAbsent(name, key -> new AtomicLong(at)).accumulateAndGet(at, Math::max);
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
