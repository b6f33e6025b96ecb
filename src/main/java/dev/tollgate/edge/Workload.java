package dev.tollgate.edge;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * How many requests of the product's port are worked on at once. Those behind them wait in turn, without a thread and
 * unread; when too many wait, or one has waited for too long, it is let in as <em>surplus</em>, to be told so at once.
 * So a refusal costs little, and what was begun comes to its end.
 *
 * <p>A request that waits for its upstream, or for its client to send or to read, isn't worked on: of those there may be
 * many more. Who comes back from an upstream always goes on.
 */
@Component
public final class Workload implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Workload.class);
    private static final long LOOK_EVERY_MS = 100;
    private static final int PLACES_PER_PROCESSOR = 32;
    private static final int REFUSED_AT_ONCE = 16;
    private static final ThreadLocal<@Nullable Turn> CURRENT = new ThreadLocal<>();

    private final int maxWaiting;
    private final long maxWaitNanos;
    private final Lane work;
    private final Lane surplus = new Lane(REFUSED_AT_ONCE);
    private final Turn uncounted = new Turn(null);
    private final ReentrantLock lock = new ReentrantLock();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(runnable -> {
        Thread thread = new Thread(runnable, "workload-watch");
        thread.setDaemon(true);
        return thread;
    });

    Workload(EdgeProperties properties, MeterRegistry metrics) {
        uncounted.end();
        work = new Lane(places(properties));
        maxWaiting = properties.maxWaiting();
        maxWaitNanos = properties.maxWait().toNanos();
        Gauge.builder("tollgate_requests_at_work", this, Workload::atWork)
                .description("Requests that are worked on; those that wait for an upstream are not")
                .register(metrics);
        Gauge.builder("tollgate_requests_waiting", this, Workload::waiting)
                .description("Requests that wait for their turn; above tollgate.edge.max-waiting they are refused")
                .register(metrics);
        watch.scheduleWithFixedDelay(this::refuseOverdue, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
    }

    /** On more, they get into each other's way: threads that hold a lock wait for a processor, and the others for them. */
    private static int places(EdgeProperties properties) {
        return properties.maxAtWork() > 0
                ? properties.maxAtWork()
                : PLACES_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
    }

    /** The turn of the request that this thread runs; one on another port counts for nothing. */
    Turn turn() {
        Turn turn = CURRENT.get();
        return turn == null ? uncounted : turn;
    }

    /** Runs what only waits for others, on the thread of a request, whose place is free meanwhile. */
    public <T> T rest(Supplier<T> wait) {
        Turn turn = turn();
        turn.rest();
        try {
            return wait.get();
        } finally {
            turn.work();
        }
    }

    /** Runs a request on one of the threads, now or in its turn. */
    void execute(Runnable request, Executor threads) {
        var entry = new Entry(request, threads, System.nanoTime());
        Lane lane;
        boolean entered;
        lock.lock();
        try {
            lane = work.waiting() < maxWaiting ? work : surplus;
            entered = lane.enter(entry);
        } finally {
            lock.unlock();
        }
        if (entered) {
            start(entry, lane);
        }
    }

    int atWork() {
        return locked(work::taken);
    }

    int waiting() {
        return locked(work::waiting);
    }

    private <T> T locked(Supplier<T> look) {
        lock.lock();
        try {
            return look.get();
        } finally {
            lock.unlock();
        }
    }

    private void start(Entry entry, Lane lane) {
        try {
            entry.threads.execute(() -> run(entry, lane));
        } catch (RejectedExecutionException closing) {
            leave(lane);
            throw closing;
        }
    }

    /** Runs a request, and those behind it for as long as its place is theirs. */
    private void run(Entry entry, Lane lane) {
        Entry next = entry;
        while (next != null) {
            var turn = new Turn(lane);
            CURRENT.set(turn);
            try {
                next.request.run();
            } finally {
                CURRENT.remove();
            }
            next = turn.lane == lane ? leave(lane) : null;
            turn.end();
        }
    }

    private void startNext(Lane lane) {
        Entry next = leave(lane);
        if (next != null) {
            try {
                start(next, lane);
            } catch (RejectedExecutionException closing) {
                LOG.debug("The server closes, and with it the connection of a request that waited");
            }
        }
    }

    private @Nullable Entry leave(Lane lane) {
        lock.lock();
        try {
            return lane.leave();
        } finally {
            lock.unlock();
        }
    }

    private void takeWork() {
        lock.lock();
        try {
            work.take();
        } finally {
            lock.unlock();
        }
    }

    private void refuseOverdue() {
        List<Entry> entered = new ArrayList<>();
        lock.lock();
        try {
            for (Entry entry : work.takeSince(System.nanoTime() - maxWaitNanos)) {
                if (surplus.enter(entry)) {
                    entered.add(entry);
                }
            }
        } finally {
            lock.unlock();
        }
        entered.forEach(entry -> start(entry, surplus));
    }

    @Override
    public void destroy() {
        watch.shutdownNow();
    }

    /** @param sinceNanos of {@link System#nanoTime()}: when it came */
    private record Entry(Runnable request, Executor threads, long sinceNanos) {}

    /** Some places, and those who wait for one, first come first served. For whoever holds the lock. */
    private static final class Lane {

        private final int places;
        private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
        private int taken;

        private Lane(int places) {
            this.places = places;
        }

        private int taken() {
            return taken;
        }

        private int waiting() {
            return waiting.size();
        }

        /** Takes a place, or waits for one; returns whether it has taken one. */
        private boolean enter(Entry entry) {
            if (taken < places) {
                taken++;
                return true;
            }
            waiting.add(entry);
            return false;
        }

        /** Takes a place though there may be none. */
        private void take() {
            taken++;
        }

        /** Gives a place back, or on to the next one, which is returned. */
        private @Nullable Entry leave() {
            if (taken <= places && !waiting.isEmpty()) {
                return waiting.remove();
            }
            taken--;
            return null;
        }

        private List<Entry> takeSince(long nanos) {
            List<Entry> overdue = new ArrayList<>();
            while (!waiting.isEmpty() && waiting.element().sinceNanos - nanos < 0) {
                overdue.add(waiting.remove());
            }
            return overdue;
        }
    }

    /** One request's place, for the request's own thread. */
    final class Turn {

        private final boolean isSurplus;
        private @Nullable Lane lane;
        private boolean ended;

        private Turn(@Nullable Lane lane) {
            this.lane = lane;
            isSurplus = lane == surplus;
        }

        /** Whether there was no place for it, nor to wait: new business is refused then. */
        boolean isSurplus() {
            return isSurplus;
        }

        /** From now on the request only waits, for others. */
        void rest() {
            Lane left = lane;
            lane = null;
            if (left != null) {
                startNext(left);
            }
        }

        /** The request goes on, whether or not there is a place. */
        void work() {
            if (lane != work && !ended) {
                rest();
                takeWork();
                lane = work;
            }
        }

        private void end() {
            ended = true;
            lane = null;
        }
    }
}
