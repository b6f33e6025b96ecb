package dev.tollgate.edge;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * {@code tollgate_requests_seconds}: how many requests each route has answered, how, and how long that took, streams to
 * their end.
 *
 * <p>One timer a route and status, looked up once a request: Camel's own route metrics and Spring's observation of the
 * servlet cost more than the rest of the edge.
 */
@Component
class RequestTimes {

    private record Kind(String route, int status) {}

    private final MeterRegistry meters;
    private final Map<Kind, Timer> timers = new ConcurrentHashMap<>();

    RequestTimes(MeterRegistry meters) {
        this.meters = meters;
    }

    /**
     * Counts one request.
     *
     * @param route the route's id, or {@code none}
     * @param sinceNanos {@link System#nanoTime()} when it came in
     */
    void record(String route, int status, long sinceNanos) {
        timers.computeIfAbsent(new Kind(route, status), this::timer)
                .record(Duration.ofNanos(System.nanoTime() - sinceNanos));
    }

    private Timer timer(Kind kind) {
        return Timer.builder("tollgate.requests")
                .description("Requests answered, streams to their end")
                .tag("route", kind.route)
                .tag("status", Integer.toString(kind.status))
                .register(meters);
    }
}
