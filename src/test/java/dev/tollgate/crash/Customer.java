package dev.tollgate.crash;

import dev.tollgate.testing.Gateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * One customer who recharges and calls without pause, and remembers what was acknowledged. When the server dies it tries
 * again: a recharge under its key until it is acknowledged, a call never, so that it may have been charged or not.
 */
final class Customer implements Runnable {

    /** One call of 100 tokens: 100 x 1.2 / 100,000 MON, in micro-MON. */
    static final long CALL_MICROS = 1_200;

    /** One recharge, in micro-MON. */
    static final long RECHARGE_MICROS = 10_000;

    final String wallet = Gateway.newWallet();
    private final HttpClient http;
    private final Supplier<String> url;
    private volatile boolean stopped;
    private int nextKey;

    /** Recharges that were acknowledged; all of them, when it has stopped. */
    long recharges;

    /** Calls that were acknowledged with 200. */
    long calls;

    /** Calls of which nobody knows whether they were charged: the connection broke. */
    long unknownCalls;

    /** @param url where the application listens now */
    Customer(HttpClient http, Supplier<String> url) {
        this.http = http;
        this.url = url;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        while (!stopped) {
            recharge();
            for (int i = 0; i < 4 && !stopped; i++) {
                call();
            }
        }
    }

    private void recharge() {
        String key = "recharge-" + nextKey++;
        String body = "{\"user_address\":\"" + wallet + "\",\"amount\":\"0.01\",\"client_type\":\"crash\"}";
        while (status("/internal/recharge", body, "Idempotency-Key", key + "-" + wallet) != 200) {
            pause();
        }
        recharges++;
    }

    private void call() {
        boolean stream = ThreadLocalRandom.current().nextBoolean();
        String body = "{\"model\":\"sandbox-events-5-every-20ms\",\"max_tokens\":100,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        int status = status("/api/v1/claude/messages", body, "X-User-Address", wallet);
        if (status == 200) {
            calls++;
        } else if (status < 0) {
            unknownCalls++;
            pause();
        }
    }

    /** The status, or -1 if the connection broke before the answer was whole. */
    private int status(String path, String json, String... headers) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(url.get() + path))
                            .header("Content-Type", "application/json")
                            .headers(headers)
                            .timeout(Duration.ofSeconds(20))
                            .POST(BodyPublishers.ofString(json))
                            .build(),
                    BodyHandlers.ofString());
            return answer.statusCode();
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopped = true;
            return -1;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
