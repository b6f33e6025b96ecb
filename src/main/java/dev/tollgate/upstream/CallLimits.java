package dev.tollgate.upstream;

import dev.tollgate.refusal.Refusal;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** Counts the upstream calls under way, of everybody and of each caller, and refuses the ones above the caps. */
@Component
public final class CallLimits {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final int maxCalls;
    private final int maxCallsPerCaller;
    private final AtomicInteger running = new AtomicInteger();
    private final ConcurrentMap<String, Integer> byCaller = new ConcurrentHashMap<>();

    CallLimits(UpstreamProperties properties, MeterRegistry metrics) {
        maxCalls = properties.maxCalls();
        maxCallsPerCaller = properties.maxCallsPerCaller();
        Gauge.builder("tollgate_calls_running", running, AtomicInteger::get)
                .description("Upstream calls under way in this process; MAX_CALLS at most")
                .register(metrics);
    }

    /**
     * Takes a place; whoever takes one gives it back by {@link #leave}.
     *
     * @throws Refusal 503 with Retry-After when all places are taken
     */
    public void enter(String caller) {
        if (running.incrementAndGet() > maxCalls) {
            running.decrementAndGet();
            throw Refusal.unavailable("Too many calls are under way; try again shortly", RETRY_AFTER);
        }
        int ofCaller = byCaller.merge(caller, 1, Integer::sum);
        if (ofCaller > maxCallsPerCaller) {
            leave(caller);
            throw Refusal.unavailable(
                    "You have " + maxCallsPerCaller + " calls under way already; wait for one to end", RETRY_AFTER);
        }
    }

    /** Gives a place back. */
    public void leave(String caller) {
        byCaller.computeIfPresent(caller, (name, calls) -> calls == 1 ? null : calls - 1);
        running.decrementAndGet();
    }
}
