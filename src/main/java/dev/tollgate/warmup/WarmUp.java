package dev.tollgate.warmup;

import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Keeps the application from saying that it is ready until the way of a paid call is compiled, so that the first
 * customer doesn't wait for that. Who asks earlier is served all the same.
 */
@Component
class WarmUp {

    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    private static final int CLIENTS = 4;
    private static final int GROUPS = 500;
    private static final Duration TO_CLEAR_AWAY = Duration.ofMillis(300);

    private final WarmUpSettings settings;
    private final WarmUpRoute route;
    private final Rehearsal rehearsal;
    private final Environment environment;
    private final AtomicInteger answered = new AtomicInteger();

    WarmUp(WarmUpSettings settings, WarmUpRoute route, Rehearsal rehearsal, Environment environment) {
        this.settings = settings;
        this.route = route;
        this.rehearsal = rehearsal;
        this.environment = environment;
    }

    /** Last of all that listens to this event: the edge is open by then; readiness turns up when it returns. */
    @EventListener(ApplicationReadyEvent.class)
    @Order(Ordered.LOWEST_PRECEDENCE)
    void run() throws InterruptedException {
        if (!settings.enabled()) {
            return;
        }
        LOG.info("Warming up, for {} ms at most", settings.atMost().toMillis());
        long startedNanos = System.nanoTime();
        ExecutorService threads = Executors.newCachedThreadPool(WarmUp::daemon);
        try {
            threads.submit(() -> {
                        drive(threads, startedNanos, settings.atMost().toNanos());
                        return null;
                    })
                    .get(settings.atMost().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("The warm-up did not come to its end: {}", e.toString());
        }
        threads.shutdown();
        LOG.info("Warmed up with {} calls in {} ms", answered, (System.nanoTime() - startedNanos) / 1_000_000);
    }

    /** How many calls have been answered. */
    int calls() {
        return answered.get();
    }

    private void drive(ExecutorService threads, long startedNanos, long atMostNanos) throws Exception {
        long lastCallNanos = startedNanos + atMostNanos * 3 / 5; // a call takes its time while nothing is compiled
        long endNanos = startedNanos + atMostNanos - TO_CLEAR_AWAY.toNanos();
        try (StandInUpstream upstream = new StandInUpstream()) {
            URL url = URI.create(base() + route.add(upstream.url())).toURL();
            AtomicInteger left = new AtomicInteger(settings.calls());
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(CompletableFuture.runAsync(
                        new WarmUpCalls(url, left, answered, lastCallNanos, endNanos), threads));
            }
            postInGroups(lastCallNanos);
            clients.forEach(CompletableFuture::join);
        } finally {
            route.remove();
        }
    }

    private void postInGroups(long deadlineNanos) {
        for (int i = 0; i < GROUPS && System.nanoTime() < deadlineNanos; i++) {
            rehearsal.postInGroup();
        }
    }

    private String base() {
        String host = environment.getProperty("server.address", "127.0.0.1");
        String reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        String name = reachable.contains(":") ? "[" + reachable + "]" : reachable;
        return "http://" + name + ":" + environment.getProperty("local.server.port");
    }

    private static Thread daemon(Runnable runnable) {
        Thread daemon = new Thread(runnable, "warm-up");
        daemon.setDaemon(true);
        return daemon;
    }
}
