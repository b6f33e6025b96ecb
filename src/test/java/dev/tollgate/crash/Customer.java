package dev.tollgate.crash;

import dev.tollgate.testing.Gateway;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * One customer who recharges and calls without pause, and remembers what was acknowledged. When the server dies it tries
 * again: a recharge under its key until it is acknowledged, a call never, so that it may have been charged or not.
 */
public final class Customer implements Runnable {

    private static final BigInteger WEI_PER_MICRO = BigInteger.TEN.pow(12);

    /** One call of 100 tokens: 100 x 1.2 / 100,000 MON, in micro-MON. */
    static final long CALL_MICROS = 1_200;

    /** One recharge, in micro-MON. */
    static final long RECHARGE_MICROS = 10_000;

    public final String wallet = Gateway.newWallet();
    private final HttpClient http;
    private final Supplier<String> url;
    private volatile boolean stopped;
    private int nextKey;

    /** Recharges that were acknowledged; all of them, when it has stopped. */
    long recharges;

    /** Calls that were acknowledged with 200. */
    public long calls;

    /** Calls of which nobody knows whether they were charged: the connection broke, or the answer says so (500). */
    long unknownCalls;

    /** @param url where the application listens now */
    public Customer(HttpClient http, Supplier<String> url) {
        this.http = http;
        this.url = url;
    }

    public void stop() {
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

    /**
     * What of the account can't be explained by what was acknowledged.
     *
     * @param postedWei what the books say that the wallet has
     */
    public Optional<String> mistake(BigInteger postedWei) {
        long spentMicros =
                recharges * RECHARGE_MICROS - postedWei.divide(WEI_PER_MICRO).longValueExact();
        long charged = spentMicros / CALL_MICROS;
        boolean explained = spentMicros % CALL_MICROS == 0 && charged >= calls && charged <= calls + unknownCalls;
        return explained
                ? Optional.empty()
                : Optional.of(wallet + " has " + postedWei + " after " + recharges + " recharges, " + calls
                        + " calls and " + unknownCalls + " unknown ones");
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
        } else {
            unknownCalls += status < 0 || status == 500 ? 1 : 0;
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
