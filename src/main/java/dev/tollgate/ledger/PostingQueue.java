package dev.tollgate.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Postings that wait for the writer, first come first served.
 *
 * <p>The limit is for new business. What resolves a hold is always taken, until the writer has ended: there is no more
 * of it than was admitted before.
 */
final class PostingQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition notEmpty = lock.newCondition();
    private final ArrayDeque<Ticket<?>> tickets = new ArrayDeque<>();
    private final ArrayDeque<Aside> aside = new ArrayDeque<>();
    private final int limit;
    private boolean closing;
    private boolean ended;

    /** @param limit how many may wait before new business is refused */
    PostingQueue(int limit) {
        this.limit = limit;
    }

    /** @throws LedgerBusy if too many wait, or the queue is closed for this posting */
    void add(Ticket<?> ticket) {
        lock.lock();
        try {
            boolean newBusiness = !ticket.posting.resolves();
            if (ended || (closing && newBusiness)) {
                throw new LedgerBusy("The ledger is closing");
            }
            if (newBusiness && tickets.size() + aside.size() >= limit) {
                throw new LedgerBusy("Too many payments are waiting");
            }
            tickets.add(ticket);
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for postings; an empty group is the end: closed, and nothing left.
     *
     * <p>No two of a group make or resolve the same hold: each is decided on what the one before it has written. One
     * that was put aside and is due is a group of its own.
     */
    List<Ticket<?>> takeGroup(int max) {
        lock.lock();
        try {
            while (tickets.isEmpty() && !isAsideDue() && !(closing && aside.isEmpty())) {
                await();
            }
            if (isAsideDue()) {
                return List.of(aside.remove().ticket);
            }
            List<Ticket<?>> group = new ArrayList<>(Math.min(max, tickets.size()));
            Set<UUID> holds = new HashSet<>();
            while (group.size() < max && !tickets.isEmpty()) {
                UUID hold = tickets.element().posting.holdId();
                if (hold != null && !holds.add(hold)) {
                    break;
                }
                group.add(tickets.remove());
            }
            ended = group.isEmpty();
            return group;
        } finally {
            lock.unlock();
        }
    }

    private boolean isAsideDue() {
        return !aside.isEmpty() && aside.element().dueNanos - System.nanoTime() <= 0;
    }

    /** Until something comes, the queue closes or one that was put aside is due; or it was interrupted, for nothing. */
    private void await() {
        if (aside.isEmpty()) {
            notEmpty.awaitUninterruptibly();
            return;
        }
        try {
            var unused = notEmpty.awaitNanos(aside.element().dueNanos - System.nanoTime());
        } catch (InterruptedException e) {
            // Nobody interrupts the writer.
        }
    }

    /** Lets the others pass for a while: it can't be booked now. For the writer, each time with the same pause. */
    void putAside(Ticket<?> ticket, long dueNanos) {
        lock.lock();
        try {
            aside.add(new Aside(ticket, dueNanos));
        } finally {
            lock.unlock();
        }
    }

    /** Takes out those that don't want to wait any longer. */
    List<Ticket<?>> takeOverdue(long nowNanos) {
        List<Ticket<?>> overdue = new ArrayList<>();
        lock.lock();
        try {
            tickets.removeIf(ticket -> ticket.isOverdue(nowNanos) && overdue.add(ticket));
            aside.removeIf(each -> each.ticket.isOverdue(nowNanos) && overdue.add(each.ticket));
            return overdue;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return tickets.size() + aside.size();
        } finally {
            lock.unlock();
        }
    }

    /** Refuses new business from now on, and everything once the writer has booked what waits. */
    void close() {
        lock.lock();
        try {
            closing = true;
            notEmpty.signal();
        } finally {
            lock.unlock();
        }
    }

    /** @param dueNanos of {@link System#nanoTime()}: when it is tried again */
    private record Aside(Ticket<?> ticket, long dueNanos) {}
}
