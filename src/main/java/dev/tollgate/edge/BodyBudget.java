package dev.tollgate.edge;

import dev.tollgate.refusal.Refusal;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Bounds the memory of large request bodies: they are read before anybody knows whose they are, and kept until their
 * request is at its end.
 *
 * <p>Counted as they come, not as they are announced: to keep others out one must send. A body's first {@link
 * #FREE_BYTES} are free, so that ordinary requests neither count nor wait.
 */
@Component
class BodyBudget {

    /** Of each body. */
    static final int FREE_BYTES = 64 * 1024;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final long budget;
    private final AtomicLong taken = new AtomicLong();

    BodyBudget(EdgeProperties properties, MeterRegistry metrics) {
        budget = properties.bodyBudget().toBytes();
        Gauge.builder("tollgate_edge_body_bytes", taken, AtomicLong::get)
                .description("Bytes of large request bodies in memory; tollgate.edge.body-budget at most")
                .baseUnit("bytes")
                .register(metrics);
    }

    /** One request's part, nothing yet; closed with the request. */
    Share share() {
        return new Share();
    }

    /** For one thread. */
    final class Share implements AutoCloseable {

        private long mine;

        /** @throws Refusal 503 with Retry-After if that is more than is left */
        void take(long bytes) {
            if (taken.addAndGet(bytes) > budget) {
                taken.addAndGet(-bytes);
                throw Refusal.unavailable("Too many large requests are under way; try again shortly", RETRY_AFTER);
            }
            mine += bytes;
        }

        @Override
        public void close() {
            if (mine > 0) {
                taken.addAndGet(-mine);
                mine = 0;
            }
        }
    }
}
