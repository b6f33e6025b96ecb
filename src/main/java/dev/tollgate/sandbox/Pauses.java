package dev.tollgate.sandbox;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The silences of the stand-ins; all of them end when the application stops, so that it needn't wait for them. */
final class Pauses implements AutoCloseable {

    private final CountDownLatch closed = new CountDownLatch(1);

    /** @throws ConnectionCut if the application stops, or interrupts the thread, before the pause is over */
    void pause(Duration duration) throws ConnectionCut {
        if (duration.isZero()) {
            return;
        }
        try {
            if (closed.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new ConnectionCut("the sandbox stops");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectionCut("interrupted");
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
