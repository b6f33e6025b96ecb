package dev.tollgate.quota;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Requests that wait for the counter, first come first served. */
final class RequestQueue {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<RequestTicket> tickets = new ArrayDeque<>();
    private final int limit;
    private boolean closed;

    /** @param limit how many may wait */
    RequestQueue(int limit) {
        this.limit = limit;
    }

    /** Returns false where too many wait, or the queue is closed. */
    boolean add(RequestTicket ticket) {
        lock.lock();
        try {
            if (closed || tickets.size() >= limit) {
                return false;
            }
            tickets.add(ticket);
            changed.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for requests and takes what is there, up to so many; an empty list is the end: closed, and nothing left. */
    List<RequestTicket> take(int max) {
        lock.lock();
        try {
            while (tickets.isEmpty() && !closed) {
                changed.awaitUninterruptibly();
            }
            List<RequestTicket> taken = new ArrayList<>(Math.min(max, tickets.size()));
            while (taken.size() < max && !tickets.isEmpty()) {
                taken.add(tickets.remove());
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
