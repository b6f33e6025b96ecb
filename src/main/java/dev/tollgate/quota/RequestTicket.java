package dev.tollgate.quota;

import dev.tollgate.refusal.Refusal;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A request that waits to be counted, and the thread that waits for it. */
final class RequestTicket {

    final String subject;
    final RequestLimit limit;
    private final long deadlineNanos;
    private final Thread caller = Thread.currentThread();
    private volatile @Nullable Answer answer;

    /** @param patience how long it waits */
    RequestTicket(String subject, RequestLimit limit, Duration patience) {
        this.subject = subject;
        this.limit = limit;
        this.deadlineNanos = System.nanoTime() + patience.toNanos();
    }

    void grant(RequestsLeft left) {
        answer(new Answer(left, null));
    }

    void refuse(Refusal refusal) {
        answer(new Answer(null, refusal));
    }

    private void answer(Answer given) {
        answer = given;
        LockSupport.unpark(caller);
    }

    boolean isAnswered() {
        return answer != null;
    }

    boolean isOverdue() {
        return deadlineNanos - System.nanoTime() <= 0;
    }

    /**
     * Waits, an interrupt notwithstanding.
     *
     * @throws Refusal as the request was refused, or 503 if nobody has answered in time; it may be counted then
     */
    RequestsLeft await() {
        boolean interrupted = false;
        Answer given = answer;
        while (given == null && !isOverdue()) {
            LockSupport.parkNanos(this, deadlineNanos - System.nanoTime());
            interrupted |= Thread.interrupted();
            given = answer;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (given == null) {
            throw RequestLimits.unavailable();
        }
        return given.left();
    }

    private record Answer(
            @Nullable RequestsLeft granted, @Nullable Refusal refusal) {

        RequestsLeft left() {
            if (refusal != null) {
                throw refusal;
            }
            return java.util.Objects.requireNonNull(granted);
        }
    }
}
