package dev.tollgate.ledger;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A posting that waits for its group's commit, and the thread that waits for it. */
final class Ticket<R> {

    final Posting<R> posting;
    private final long deadlineNanos;
    private final Thread caller = Thread.currentThread();
    private volatile @Nullable Answer answer;
    /** For the writer: whether it waits for another turn. */
    private boolean aside;

    /** @param deadlineNanos of {@link System#nanoTime()}: from then on it is not tried again */
    Ticket(Posting<R> posting, long deadlineNanos) {
        this.posting = posting;
        this.deadlineNanos = deadlineNanos;
    }

    void succeed(Object result) {
        answer(new Answer(result, null));
    }

    void fail(RuntimeException failure) {
        answer(new Answer(null, failure));
    }

    private void answer(Answer given) {
        answer = given;
        LockSupport.unpark(caller);
    }

    boolean isOverdue(long nowNanos) {
        return deadlineNanos - nowNanos < 0;
    }

    void setAside(boolean aside) {
        this.aside = aside;
    }

    boolean isAside() {
        return aside;
    }

    boolean isAnswered() {
        return answer != null;
    }

    /** Waits, an interrupt notwithstanding: once queued, the posting may be booked, and its caller must know. */
    @SuppressWarnings("unchecked")
    R await() {
        boolean interrupted = false;
        Answer given = answer;
        while (given == null) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
            given = answer;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (given.failure != null) {
            throw given.failure;
        }
        return (R) java.util.Objects.requireNonNull(given.result);
    }

    private record Answer(@Nullable Object result, @Nullable RuntimeException failure) {}
}
