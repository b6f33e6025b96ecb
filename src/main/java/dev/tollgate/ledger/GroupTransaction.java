package dev.tollgate.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits a group and answers its tickets, whatever happens on the way.
 *
 * <p>Only a first attempt may decide from memory. Conflicts with other transactions and lost connections are retried,
 * also where the commit itself got no answer: ids tell what is booked already. For any other failure the postings are
 * tried one by one, so that a bad one fails alone. Who waits for a row that somebody keeps locked is put aside.
 */
final class GroupTransaction {

    private static final int CONFLICTS_MAX = 20;
    private static final int TAKEN_MAX = 2;
    private static final int RECONNECT_MS_MAX = 512;
    private static final Logger LOG = LoggerFactory.getLogger(GroupTransaction.class);

    private final GroupSession session;
    private final PostingQueue queue;
    private final LockedRows locked = new LockedRows();
    private final Runnable whileRetrying;

    /** @param whileRetrying runs before each new attempt after a lost connection */
    GroupTransaction(GroupSession session, PostingQueue queue, Runnable whileRetrying) {
        this.session = session;
        this.queue = queue;
        this.whileRetrying = whileRetrying;
    }

    void commit(List<Ticket<?>> group) {
        List<Ticket<?>> waiting = new ArrayList<>(group);
        waiting.removeIf(this::waitsForLock);
        var attempts = new Attempts();
        while (!waiting.isEmpty()) {
            try {
                commitOnce(waiting, attempts.count++ > 0);
                return;
            } catch (RiderBatches.RiderFailure failure) {
                waiting.removeIf(ticket -> refuse(ticket, failure.posting()));
            } catch (SQLException failure) {
                if (waiting.size() == 1 && DatabaseFailure.of(failure) == DatabaseFailure.LOCKED) {
                    locked.add(session.lockedRowsOf(waiting.get(0).posting));
                    putAside(waiting.get(0));
                    return;
                }
                if (!prepareNext(attempts, waiting, failure)) {
                    commitOneByOne(waiting, DatabaseFailure.translate(failure));
                    return;
                }
            } catch (RuntimeException failure) {
                commitOneByOne(waiting, failure);
                return;
            }
        }
    }

    /** Whether the same again makes sense; waits until it does. */
    private boolean prepareNext(Attempts attempts, List<Ticket<?>> waiting, SQLException failure) {
        return switch (DatabaseFailure.of(failure)) {
            case CONFLICT -> {
                attempts.conflicts++;
                pauseMs(ThreadLocalRandom.current().nextLong(1L << Math.min(attempts.conflicts, 6)));
                yield attempts.conflicts <= CONFLICTS_MAX;
            }
            case TAKEN, STALE -> {
                attempts.taken++;
                yield attempts.taken <= TAKEN_MAX;
            }
            case CONNECTION -> {
                awaitDatabase(waiting, failure, attempts.cuts++);
                yield true;
            }
            case LOCKED, STATEMENT -> false;
        };
    }

    private void commitOnce(List<Ticket<?>> tickets, boolean again) throws SQLException {
        List<? extends Posting<?>> postings =
                tickets.stream().map(ticket -> ticket.posting).toList();
        List<Bookkeeper.Outcome> outcomes = session.commit(postings, again);
        for (int i = 0; i < outcomes.size(); i++) {
            answer(tickets.get(i), outcomes.get(i));
        }
    }

    private static void answer(Ticket<?> ticket, Bookkeeper.Outcome outcome) {
        if (outcome.failure() != null) {
            ticket.fail(outcome.failure());
        } else {
            ticket.succeed(java.util.Objects.requireNonNull(outcome.result()));
        }
    }

    private static boolean refuse(Ticket<?> ticket, Posting<?> posting) {
        boolean refused = ticket.posting == posting;
        if (refused) {
            ticket.fail(new RiderRefused());
        }
        return refused;
    }

    private void commitOneByOne(List<Ticket<?>> tickets, RuntimeException failure) {
        if (tickets.size() == 1) {
            tickets.get(0).fail(failure);
            return;
        }
        LOG.warn("A group of {} postings failed, trying them one by one: {}", tickets.size(), failure.getMessage());
        for (Ticket<?> ticket : tickets) {
            if (ticket.isOverdue(System.nanoTime())) {
                giveUp(ticket);
            } else {
                commit(List.of(ticket));
            }
        }
    }

    private boolean waitsForLock(Ticket<?> ticket) {
        if (ticket.isAside()) {
            locked.add(session.lockedHoldOf(ticket.posting)); // a look, where an attempt would wait
        }
        ticket.setAside(false);
        boolean waits = !locked.isEmpty() && locked.containsAny(session.rowsOf(ticket.posting));
        if (waits) {
            putAside(ticket);
        }
        return waits;
    }

    /** While it waits for a lock, the others go on. */
    private void putAside(Ticket<?> ticket) {
        long now = System.nanoTime();
        ticket.setAside(true);
        if (ticket.isOverdue(now)) {
            giveUp(ticket);
        } else {
            queue.putAside(ticket, now + LockedRows.PAUSE.toNanos());
        }
    }

    /** Drops the postings whose time is over, and waits with the others: at first a moment, then longer. */
    private void awaitDatabase(List<Ticket<?>> waiting, SQLException failure, int cuts) {
        if (cuts % 10 == 0) {
            LOG.warn("The ledger's database does not answer, trying again: {}", failure.getMessage());
        }
        long now = System.nanoTime();
        waiting.stream().filter(ticket -> ticket.isOverdue(now)).forEach(GroupTransaction::giveUp);
        waiting.removeIf(Ticket::isAnswered);
        whileRetrying.run();
        pauseMs(Math.min(RECONNECT_MS_MAX, 1L << Math.min(cuts, 10)));
    }

    /** It has been tried for as long as its caller wants to wait. */
    static void giveUp(Ticket<?> ticket) {
        if (ticket.posting.perhapsBooked()) {
            ticket.fail(new OutcomeUnknown());
        } else {
            ticket.fail(new LedgerBusy(
                    ticket.isAside()
                            ? "Another transaction keeps the account locked"
                            : "The ledger's database does not answer"));
        }
    }

    private static void pauseMs(long ms) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ms));
    }

    /** How often one group has failed for which reason. */
    private static final class Attempts {

        private int count;
        private int conflicts;
        private int taken;
        private int cuts;
    }
}
