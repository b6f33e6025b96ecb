package dev.tollgate.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SupervisorTest {

    private static final Duration SOON = Duration.ofMillis(5);

    private final AtomicBoolean runs = new AtomicBoolean(true);
    private final AtomicInteger starts = new AtomicInteger();

    @Test
    void startsAServerThatHasEndedAndNoOther() {
        try (Supervisor supervisor = Supervisor.of(runs::get, this::start, SOON, SOON)) {
            for (int round = 1; round <= 3; round++) {
                int begun = round;
                runs.set(false);
                await().until(() -> starts.get() == begun && runs.get());
            }
        }
        assertThat(starts).hasValue(3);
    }

    @Test
    void goesOnAfterFailures() {
        try (Supervisor supervisor = Supervisor.of(
                runs::get,
                () -> {
                    start();
                    if (starts.get() < 4) {
                        runs.set(false);
                        throw starts.get() == 2
                                ? new PostgresNotStarted("disk full")
                                : new IllegalStateException("no program");
                    }
                },
                SOON,
                SOON)) {
            runs.set(false);
            await().until(runs::get);
        }
        assertThat(starts).hasValue(4);
    }

    @Test
    void goesOnWhenItCannotLook() {
        AtomicInteger looks = new AtomicInteger();
        try (Supervisor supervisor = Supervisor.of(
                () -> {
                    if (looks.incrementAndGet() < 3) {
                        throw new IOException("too many open files");
                    }
                    return runs.get();
                },
                this::start,
                SOON,
                SOON)) {
            runs.set(false);
            await().until(runs::get);
        }
    }

    @Test
    void startsNothingOnceItIsClosed() throws Exception {
        CountDownLatch starting = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        Supervisor supervisor = Supervisor.of(
                () -> false,
                () -> {
                    starting.countDown();
                    sleepThroughInterrupts();
                    ended.set(true);
                },
                SOON,
                SOON);
        starting.await();

        supervisor.close();

        assertThat(ended).as("close waits for a start that is under way").isTrue();
    }

    private static void sleepThroughInterrupts() {
        long end = System.nanoTime() + Duration.ofMillis(100).toNanos();
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    private void start() {
        starts.incrementAndGet();
        runs.set(true);
    }
}
