package dev.tollgate.ledger;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** Runs tasks at the same moment. */
final class Together {

    private Together() {}

    /** What each task came to, a value or the exception it threw, in their order. */
    static List<Object> run(int tasks, IntFunction<Callable<?>> task) {
        ExecutorService threads = Executors.newFixedThreadPool(tasks);
        try {
            var start = new CountDownLatch(1);
            List<Future<Object>> running = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                Callable<?> one = task.apply(i);
                running.add(threads.submit(() -> {
                    start.await();
                    return one.call();
                }));
            }
            start.countDown();
            List<Object> outcomes = new ArrayList<>();
            for (Future<Object> future : running) {
                outcomes.add(outcome(future));
            }
            return outcomes;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Object outcome(Future<Object> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return java.util.Objects.requireNonNull(e.getCause());
        } catch (Exception e) {
            throw new AssertionError("a task did not end", e);
        }
    }
}
