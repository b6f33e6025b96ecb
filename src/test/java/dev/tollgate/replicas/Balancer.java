package dev.tollgate.replicas;

import dev.tollgate.testing.SignedInWallet;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends each request to the next replica, and to the other on 503 or a refused connection, and on nothing else. One that
 * did so is left alone for a second, as balancers do.
 */
final class Balancer {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration AWAY = Duration.ofSeconds(1);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Map<String, Long> awayUntilNanos = new ConcurrentHashMap<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger secondTries = new AtomicInteger();

    /** How often it had to ask the other one. */
    int secondTries() {
        return secondTries.get();
    }

    /** Signs a new wallet in. */
    SignedInWallet signIn(List<String> urls) throws IOException, InterruptedException {
        return SignedInWallet.open((path, json) -> post(urls, path, json));
    }

    /**
     * POSTs JSON until it gets another answer than 503.
     *
     * @param urls of the replicas that may answer
     * @throws IOException if a connection broke
     */
    HttpResponse<String> post(List<String> urls, String path, String json, String... headers)
            throws IOException, InterruptedException {
        return post(next.getAndIncrement(), urls, path, json, headers);
    }

    /** @param first which of the replicas to ask first */
    HttpResponse<String> post(int first, List<String> urls, String path, String json, String... headers)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int replica = first; ; replica++) {
            String url = urls.get(Math.floorMod(replica, urls.size()));
            if (urls.size() > 1 && isAway(url)) {
                url = urls.get(Math.floorMod(replica + 1, urls.size()));
            }
            try {
                HttpResponse<String> answer = http.send(request(url, path, json, headers), BodyHandlers.ofString());
                if (answer.statusCode() != 503 || System.nanoTime() > deadline) {
                    return answer;
                }
            } catch (ConnectException refused) {
                if (System.nanoTime() > deadline) {
                    throw refused;
                }
            }
            secondTries.incrementAndGet();
            awayUntilNanos.put(url, System.nanoTime() + AWAY.toNanos());
            Thread.sleep(20);
        }
    }

    private boolean isAway(String url) {
        Long until = awayUntilNanos.get(url);
        return until != null && System.nanoTime() - until < 0;
    }

    HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(url))
                        .header("X-Operator", "test")
                        .build(),
                BodyHandlers.ofString());
    }

    private static HttpRequest request(String url, String path, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .timeout(PATIENCE)
                .POST(BodyPublishers.ofString(json));
        return headers.length == 0 ? request.build() : request.headers(headers).build();
    }
}
