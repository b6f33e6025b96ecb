package dev.tollgate.edge;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.stereotype.Component;

/** Counts the requests under way and says whether new ones may come in: not before the routes are up, not while draining. */
@Component
public class Activity {

    private enum State {
        STARTING,
        OPEN,
        DRAINING
    }

    private final AtomicInteger running = new AtomicInteger();
    private volatile State state = State.STARTING;

    /** Lets requests in, once the routes are up. */
    void open() {
        state = State.OPEN;
    }

    /** Lets no new request in. */
    void drain() {
        state = State.DRAINING;
    }

    /** Returns whether the request may run; if so, the caller must {@link #leave()} at its end. */
    boolean enter() {
        if (state != State.OPEN) {
            return false;
        }
        running.incrementAndGet();
        if (state != State.OPEN) {
            leave();
            return false;
        }
        return true;
    }

    void leave() {
        running.decrementAndGet();
    }

    String whyClosed() {
        return state == State.STARTING ? "The service is starting" : "The service is shutting down";
    }

    /** How many requests are under way. */
    public int running() {
        return running.get();
    }

    /** Waits until no request runs or the time is up, and returns whether none runs. */
    boolean awaitQuiet(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (running.get() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(10);
        }
        return running.get() == 0;
    }
}
