package dev.tollgate.fetch;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits no longer than said for what can't be interrupted, such as the look-up of a name. What was given up goes on
 * until it ends by itself, on a thread of a few.
 */
final class TimeLimit {

    private static final int IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    /** @param atOnceMax more than that are refused */
    TimeLimit(String name, int atOnceMax) {
        threads =
                new ThreadPoolExecutor(0, atOnceMax, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /**
     * Runs something.
     *
     * @throws TimeoutException if it isn't done in time
     * @throws java.util.concurrent.RejectedExecutionException if too much is under way already
     * @throws ExecutionException with what it threw itself
     */
    <T> T within(Duration limit, Callable<T> work) throws ExecutionException, TimeoutException {
        Future<T> running = threads.submit(work);
        try {
            return running.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("interrupted");
        } finally {
            running.cancel(true);
        }
    }
}
