package dev.tollgate.replicas;

import dev.tollgate.testing.SignedInWallet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Some customers at once, each a thread. */
final class Shoppers implements AutoCloseable {

    private final List<Shopper> all = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** Signs them in and lets them begin. */
    static Shoppers start(int count, Balancer balancer, List<String> urls) throws Exception {
        var shoppers = new Shoppers();
        for (int i = 0; i < count; i++) {
            SignedInWallet wallet = balancer.signIn(urls);
            var shopper = new Shopper(wallet, balancer, shoppers.threads, urls);
            shoppers.all.add(shopper);
            shoppers.threads.execute(shopper);
        }
        return shoppers;
    }

    List<Shopper> all() {
        return all;
    }

    /** Lets each end what it does. */
    void stop() throws InterruptedException {
        all.forEach(Shopper::stop);
        threads.shutdown();
        if (!threads.awaitTermination(90, TimeUnit.SECONDS)) {
            throw new AssertionError("somebody still waits for an answer");
        }
    }

    /** What went wrong, of each the first. */
    List<String> faults() {
        return all.stream().map(Shopper::fault).filter(Objects::nonNull).toList();
    }

    int calls() {
        return all.stream().mapToInt(shopper -> shopper.calls).sum();
    }

    @Override
    public void close() {
        all.forEach(Shopper::stop);
        threads.shutdownNow();
    }
}
