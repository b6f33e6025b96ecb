package dev.tollgate.faults;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** The same thing by several threads at once. */
final class Together {

    private Together() {}

    /** @param work gets the thread's number, counted from 0 */
    static void run(int threads, IntConsumer work) {
        results(threads, thread -> {
            work.accept(thread);
            return thread;
        });
    }

    /** What each returned, in the order of their numbers. */
    static <T> List<T> results(int threads, IntFunction<T> work) {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<CompletableFuture<T>> all = IntStream.range(0, threads)
                    .mapToObj(thread -> CompletableFuture.supplyAsync(() -> work.apply(thread), executor))
                    .toList();
            return all.stream().map(CompletableFuture::join).toList();
        } finally {
            executor.shutdownNow();
        }
    }
}
