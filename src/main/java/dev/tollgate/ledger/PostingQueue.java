package dev.tollgate.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
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
            if (newBusiness && tickets.size() >= limit) {
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
     * <p>No two of a group make or resolve the same hold: each is decided on what the one before it has written.
     */
    List<Ticket<?>> takeGroup(int max) {
        lock.lock();
        try {
            while (tickets.isEmpty() && !closing) {
                notEmpty.awaitUninterruptibly();
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

    /** Takes out those that don't want to wait any longer. */
    List<Ticket<?>> takeOverdue(long nowNanos) {
        List<Ticket<?>> overdue = new ArrayList<>();
        lock.lock();
        try {
            Iterator<Ticket<?>> each = tickets.iterator();
            while (each.hasNext()) {
                Ticket<?> ticket = each.next();
                if (ticket.isOverdue(nowNanos)) {
                    each.remove();
                    overdue.add(ticket);
                }
            }
            return overdue;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return tickets.size();
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
}
