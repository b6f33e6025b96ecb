package dev.tollgate.cover;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** 64 callers who do the same at the same moment. */
final class Crowd {

    static final int SIZE = 64;

    private Crowd() {}

    interface Attempt<T> {
        T make(int caller) throws Exception;
    }

    /** What each of them got; an exception is thrown on. */
    static <T> List<T> each(Attempt<T> attempt) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(SIZE);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < SIZE; i++) {
                int caller = i;
                Callable<T> call = () -> {
                    start.await();
                    return attempt.make(caller);
                };
                running.add(threads.submit(call));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    /** How many of them succeeded; the others have to fail as allowed. */
    static int winners(Class<? extends RuntimeException> allowed, Attempt<?> attempt) throws Exception {
        return (int) each(caller -> {
                    try {
                        attempt.make(caller);
                        return true;
                    } catch (RuntimeException e) {
                        if (!allowed.isInstance(e)) {
                            throw e;
                        }
                        return false;
                    }
                })
                .stream()
                .filter(won -> won)
                .count();
    }
}
