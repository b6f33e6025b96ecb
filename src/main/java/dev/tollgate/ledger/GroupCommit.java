package dev.tollgate.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the postings that wait while one transaction commits, and books them together in the next one.
 *
 * <p>A group never waits to become larger: under little load a posting is a group of its own. One writer thread, so
 * that groups of one process don't wait for each other's rows.
 */
final class GroupCommit implements AutoCloseable {

    private static final int GROUP_MAX = 256;
    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    private final PostingQueue queue;
    private final GroupSession session;
    private final GroupTransaction transaction;
    private final Duration patience;
    private final Duration resolvePatience;
    private final Thread writer;

    GroupCommit(GroupSession session, LedgerSettings settings) {
        queue = new PostingQueue(settings.queueLimit());
        this.session = session;
        transaction = new GroupTransaction(session, queue, this::failOverdue);
        patience = settings.patience();
        resolvePatience = settings.resolvePatience();
        writer = new Thread(this::write, "ledger-writer");
        writer.setDaemon(true);
        writer.start();
    }

    /**
     * Books a posting and returns once that is durable.
     *
     * @throws LedgerBusy if too many wait, the ledger is closing, or its database doesn't answer for too long
     */
    <R> R post(Posting<R> posting) {
        Duration patient = posting.resolves() ? resolvePatience : patience;
        var ticket = new Ticket<>(posting, System.nanoTime() + patient.toNanos());
        queue.add(ticket);
        return ticket.await();
    }

    private void write() {
        List<Ticket<?>> group = queue.takeGroup(GROUP_MAX);
        while (!group.isEmpty()) {
            write(group);
            group = queue.takeGroup(GROUP_MAX);
        }
        endSession();
    }

    private void endSession() {
        try {
            session.close();
        } catch (SQLException e) {
            LOG.debug("The writer's connection was lost before its end", e);
        }
    }

    /** Whatever happens, everybody in the group is answered and the writer goes on with the next one. */
    private void write(List<Ticket<?>> group) {
        try {
            transaction.commit(group);
        } catch (RuntimeException | Error e) {
            LOG.error("A group of {} postings failed", group.size(), e);
        } finally {
            for (Ticket<?> ticket : group) {
                if (!ticket.isAnswered() && !ticket.isAside()) {
                    ticket.fail(new IllegalStateException("the ledger's writer failed"));
                }
            }
        }
    }

    /** While a group is tried again and again, those behind it must not wait for longer than they want to. */
    private void failOverdue() {
        queue.takeOverdue(System.nanoTime()).forEach(GroupTransaction::giveUp);
    }

    int waiting() {
        return queue.size();
    }

    /** Refuses new postings, books those that wait, and returns when none is left. */
    @Override
    public void close() {
        queue.close();
        try {
            writer.join(resolvePatience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
