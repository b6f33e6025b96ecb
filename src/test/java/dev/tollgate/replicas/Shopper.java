package dev.tollgate.replicas;

import dev.tollgate.testing.SignedInWallet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A customer who recharges, deposits and calls without pause at both replicas, repeats much of it at the other one, and
 * finds fault with each answer that isn't as promised.
 */
final class Shopper implements Runnable {

    private static final String CHARGED_WHOLE = "/api/v1/claude/messages";
    private static final String METERED = "/test/metered/messages";
    private static final String CALL =
            "{\"model\":\"sandbox-events-%d-every-20ms\",\"max_tokens\":100,\"stream\":%b,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

    final SignedInWallet wallet;
    private final Balancer balancer;
    private final Executor executor;
    private final List<String> urls;
    private final AtomicInteger paymentsMade = new AtomicInteger();
    private final AtomicReference<@Nullable String> fault = new AtomicReference<>();
    private volatile boolean stopped;

    /** Recharges of 0.01 MON that were acknowledged. */
    int recharges;

    /** Deposits of 1 MON that were acknowledged. */
    int deposits;

    /** Calls that were answered whole, repeats of a key not counted. */
    int calls;

    /** Answers that came from the store of the other replica's. */
    int replays;

    /** @param urls of the replicas that it knows */
    Shopper(SignedInWallet wallet, Balancer balancer, Executor executor, List<String> urls) {
        this.wallet = wallet;
        this.balancer = balancer;
        this.executor = executor;
        this.urls = urls;
    }

    void stop() {
        stopped = true;
    }

    /** What went wrong first, or null. */
    @Nullable
    String fault() {
        return fault.get();
    }

    @Override
    public void run() {
        try {
            deposit();
            while (!stopped) {
                recharge();
                for (int i = 0; i < 4 && !stopped; i++) {
                    call(ThreadLocalRandom.current().nextInt(8));
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            fault.compareAndSet(null, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One payment on the chain, confirmed at every replica at once. */
    private void deposit() throws IOException, InterruptedException {
        String body = "{\"user_address\":\"%s\",\"amount_wei\":\"%s\",\"tx_hash\":\"%s\",\"client_type\":\"test\"}"
                .formatted(
                        wallet.address(),
                        PaidChain.MON_WEI,
                        PaidChain.payment(wallet.address(), paymentsMade.incrementAndGet()));
        for (HttpResponse<String> answer : everywhere("/api/v1/mcp/deposit-confirm", body)) {
            demand(answer.statusCode() == 200 && answer.body().contains("Deposit successful"), "deposit", answer);
        }
        deposits++;
    }

    /** One key at every replica at once: one is executed, the others wait for it or get its answer. */
    private void recharge() throws IOException, InterruptedException {
        String key = UUID.randomUUID().toString();
        String body = "{\"user_address\":\"" + wallet.address() + "\",\"amount\":\"0.01\",\"client_type\":\"test\"}";
        for (HttpResponse<String> answer : everywhere("/internal/recharge", body, "Idempotency-Key", key)) {
            demand(answer.statusCode() == 200 || answer.statusCode() == 409, "recharge", answer);
        }
        HttpResponse<String> repeat = balancer.post(urls, "/internal/recharge", body, "Idempotency-Key", key);
        demand(repeat.statusCode() == 200 && isReplayed(repeat), "repeated recharge", repeat);
        replays++;
        recharges++;
    }

    /** @param kind bit 0: a stream, bit 1: metered, bit 2: with a key, and repeated */
    private void call(int kind) throws IOException, InterruptedException {
        boolean stream = (kind & 1) > 0;
        String path = (kind & 2) > 0 ? METERED : CHARGED_WHOLE;
        String body = CALL.formatted(5, stream);
        if ((kind & 4) == 0) {
            demandWhole(balancer.post(urls, path, body, "Authorization", wallet.authorization()), stream);
            calls++;
            return;
        }
        String key = UUID.randomUUID().toString();
        HttpResponse<String> first = keyed(path, body, key);
        demandWhole(first, stream);
        calls++;
        HttpResponse<String> repeat = keyed(path, body, key);
        demand(isReplayed(repeat) && repeat.body().equals(first.body()), "repeated call", repeat);
        replays++;
    }

    private HttpResponse<String> keyed(String path, String body, String key) throws IOException, InterruptedException {
        return balancer.post(urls, path, body, "Authorization", wallet.authorization(), "Idempotency-Key", key);
    }

    private static void demandWhole(HttpResponse<String> answer, boolean stream) {
        boolean whole = stream
                ? answer.body().contains("event: message_stop")
                        && !answer.body().contains("event: error")
                : answer.body().contains("\"stop_reason\"");
        demand(answer.statusCode() == 200 && whole, "call", answer);
    }

    /** The same request at every replica at the same time. */
    private List<HttpResponse<String>> everywhere(String path, String body, String... headers) {
        return IntStream.range(0, urls.size())
                .mapToObj(replica -> CompletableFuture.supplyAsync(() -> at(replica, path, body, headers), executor))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private HttpResponse<String> at(int replica, String path, String body, String... headers) {
        try {
            return balancer.post(replica, urls, path, body, headers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isReplayed(HttpResponse<String> answer) {
        return answer.headers().firstValue("idempotency-replayed").isPresent();
    }

    private static void demand(boolean promised, String what, HttpResponse<String> answer) {
        if (!promised) {
            throw new AssertionError(what + " at " + answer.uri() + ": " + answer.statusCode() + " " + answer.body());
        }
    }
}
