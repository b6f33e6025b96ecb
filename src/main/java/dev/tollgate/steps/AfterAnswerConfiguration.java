package dev.tollgate.steps;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The threads of {@code wireTap} steps ({@code executorService: afterAnswer}): what is done on them delays no client.
 *
 * <p>Camel's own would make the caller do the work when all are busy; these drop it, and say so.
 */
@Configuration(proxyBeanMethods = false)
class AfterAnswerConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(AfterAnswerConfiguration.class);
    private static final int THREADS = 4;
    private static final int WAITING = 1_000;
    private static final int IDLE_SECONDS = 10;

    /** Not a default candidate: Spring would take it for the application's own executor. */
    @Bean(destroyMethod = "shutdownNow", defaultCandidate = false)
    ExecutorService afterAnswer(MeterRegistry metrics) {
        Counter dropped = Counter.builder("tollgate_after_answer_dropped_total")
                .description("Tasks of wireTap steps that were dropped, since " + WAITING + " were waiting")
                .register(metrics);
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                task -> new Thread(task, "after-answer-" + number.incrementAndGet()),
                (task, pool) -> {
                    dropped.increment();
                    LOG.warn("a wireTap's task was dropped, since {} are waiting", WAITING);
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
