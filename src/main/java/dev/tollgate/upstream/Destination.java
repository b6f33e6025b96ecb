package dev.tollgate.upstream;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One URL of an upstream, and the circuit breaker before it. */
final class Destination {

    private static final Logger LOG = LoggerFactory.getLogger(Destination.class);
    private static final UpstreamFailure FAILURE = new UpstreamFailure(UpstreamFailure.Kind.ERROR, "failed");

    /** A model may take its time. */
    private static final Duration NEVER_SLOW = Duration.ofDays(365);

    /** Where others are on trial already, nobody can say when they are done. */
    private static final Duration TRIALS_UNDER_WAY = Duration.ofSeconds(1);

    private final URI url;
    private final String name;
    private final CircuitBreaker breaker;
    private volatile long openUntilNanos = System.nanoTime();

    /** @param name for the log, without credentials */
    Destination(URI url, String name, BreakerSettings settings) {
        this.url = url;
        this.name = name;
        this.breaker = CircuitBreaker.of(name, config(settings));
        breaker.getEventPublisher()
                .onStateTransition(event -> moved(event.getStateTransition().getToState(), settings));
    }

    URI url() {
        return url;
    }

    /** Host and port, without credentials. */
    static String host(URI url) {
        return url.getPort() < 0 ? url.getHost() : url.getHost() + ":" + url.getPort();
    }

    /** Whether a call may be made now; it then owes one of {@link #succeeded}, {@link #failed} and {@link #released}. */
    boolean admits() {
        return breaker.tryAcquirePermission();
    }

    /** Whether the calls that are made now decide if there are more. */
    boolean isOnTrial() {
        return breaker.getState() == State.HALF_OPEN;
    }

    void succeeded() {
        breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }

    void failed() {
        breaker.onError(0, TimeUnit.NANOSECONDS, FAILURE);
    }

    /** The call says nothing about the URL. */
    void released() {
        breaker.releasePermission();
    }

    /** Time until the next call may be made; above zero. */
    Duration closedFor() {
        long leftNanos = openUntilNanos - System.nanoTime();
        return leftNanos > 0 ? Duration.ofNanos(leftNanos) : TRIALS_UNDER_WAY;
    }

    /** 0 closed, 1 on trial, 2 open. */
    int state() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> 2;
            case HALF_OPEN -> 1;
            default -> 0;
        };
    }

    private void moved(State to, BreakerSettings settings) {
        if (to == State.OPEN) {
            openUntilNanos = System.nanoTime() + settings.openFor().toNanos();
            LOG.warn(
                    "upstream {} fails: it is passed over for {} ms",
                    name,
                    settings.openFor().toMillis());
        } else {
            LOG.warn("upstream {} is {}", name, to == State.CLOSED ? "called again" : "tried again");
        }
    }

    private static CircuitBreakerConfig config(BreakerSettings settings) {
        return CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.TIME_BASED)
                .slidingWindowSize((int) Math.max(1, settings.window().toSeconds()))
                .minimumNumberOfCalls(settings.minimumCalls())
                .failureRateThreshold(settings.failureRate())
                .waitDurationInOpenState(settings.openFor())
                .permittedNumberOfCallsInHalfOpenState(settings.trialCalls())
                .maxWaitDurationInHalfOpenState(settings.trialWait())
                .slowCallDurationThreshold(NEVER_SLOW)
                .build();
    }
}
