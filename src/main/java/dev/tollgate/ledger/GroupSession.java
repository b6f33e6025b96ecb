package dev.tollgate.ledger;

import dev.tollgate.ledger.Bookkeeper.Decided;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Books groups of postings, each in a transaction, on the writer's own connection.
 *
 * <p>Holds and their resolutions take one statement, which commits by itself: the writer decides from memory, and the
 * statement books nothing if a row is not as remembered. The others, and whoever would be refused from memory, are
 * decided on locked rows.
 */
final class GroupSession implements AutoCloseable {

    private static final int CAREFUL_MAX = 64;

    private final Bookkeeper bookkeeper;
    private final BooksMemory memory;
    private final WriterConnection connection;
    private int carefulGroups;
    private int carefulNext = 1;

    GroupSession(WriterConnection connection, Bookkeeper bookkeeper, AccountIds ids) {
        this.bookkeeper = bookkeeper;
        this.memory = new BooksMemory(ids);
        this.connection = connection;
    }

    /**
     * Books and commits; once it returns, that is durable.
     *
     * @param locking whether to decide on locked rows at once
     * @return the outcomes in the order of the postings
     * @throws RiderBatches.RiderFailure if one posting must be taken out and the rest tried again
     */
    List<Bookkeeper.Outcome> commit(List<? extends Posting<?>> postings, boolean locking) throws SQLException {
        try {
            Connection open = connection.get();
            Decided decided = locking || isCareful() ? null : decideFromMemory(open, postings);
            if (decided == null) {
                decided = commitLocking(open, postings);
            } else {
                commitFromMemory(open, postings, decided);
            }
            memory.remember(decided.books());
            return decided.outcomes();
        } catch (SQLException | RuntimeException failure) {
            connection.rollback(failure);
            if (failure instanceof SQLException sql && DatabaseFailure.of(sql) == DatabaseFailure.CONNECTION) {
                connection.abandon(failure);
            }
            throw failure;
        } catch (Error failure) {
            connection.abandon(failure);
            throw failure;
        }
    }

    private @Nullable Decided decideFromMemory(Connection open, List<? extends Posting<?>> postings)
            throws SQLException {
        Books books = memory.recall(open, postings);
        if (books == null) {
            return null;
        }
        Decided decided = Bookkeeper.decide(postings, books);
        return decided.allBooked() ? decided : null;
    }

    private void commitFromMemory(Connection open, List<? extends Posting<?>> postings, Decided decided)
            throws SQLException {
        try {
            if (decided.riders().isOnlyBulk()) {
                writeAndCommit(open, postings, decided);
            } else {
                open.setAutoCommit(false);
                bookkeeper.write(open, decided);
                commit(open, postings, decided);
            }
        } catch (SQLException | RuntimeException failure) {
            forgetUnlessLocked(decided.books(), failure);
            if (failure instanceof SQLException sql && DatabaseFailure.of(sql) == DatabaseFailure.STALE) {
                beCareful();
            }
            throw failure;
        }
        carefulNext = 1;
    }

    /** A row that is locked by somebody else is not yet another: memory knows whose it is. */
    private void forgetUnlessLocked(Books books, Exception failure) {
        if (!(failure instanceof SQLException sql && DatabaseFailure.of(sql) == DatabaseFailure.LOCKED)) {
            memory.forget(books);
        }
    }

    /** The rows that a posting locks, as {@link LockedRows} has them and as far as they are known. */
    Set<Object> rowsOf(Posting<?> posting) {
        Set<Object> rows = new HashSet<>(memory.walletsOf(posting));
        if (posting.holdId() != null) {
            rows.add(posting.holdId());
        }
        return rows;
    }

    /** Those that a posting failed to lock: its hold, if it is that one, so that the payer's other calls go on. */
    Set<?> lockedRowsOf(Posting<?> posting) {
        Set<UUID> hold = lockedHoldOf(posting);
        return hold.isEmpty() ? memory.walletsOf(posting) : hold;
    }

    /** The hold that a posting resolves, if somebody keeps its row locked now; doesn't wait for it. */
    Set<UUID> lockedHoldOf(Posting<?> posting) {
        UUID hold = posting.holdId();
        if (hold == null || !posting.resolves()) {
            return Set.of();
        }
        try {
            return BooksReader.isHoldFree(connection.get(), hold) ? Set.of() : Set.of(hold);
        } catch (SQLException failure) {
            if (DatabaseFailure.of(failure) == DatabaseFailure.CONNECTION) {
                connection.abandon(failure);
            }
            return Set.of();
        }
    }

    /** The statement is the transaction, so losing it is losing the commit's answer. */
    private void writeAndCommit(Connection open, List<? extends Posting<?>> postings, Decided decided)
            throws SQLException {
        try {
            bookkeeper.write(open, decided);
        } catch (SQLException failure) {
            if (DatabaseFailure.mayHaveCommitted(failure)) {
                commitUnknown(postings, decided);
            }
            throw failure;
        }
    }

    private Decided commitLocking(Connection open, List<? extends Posting<?>> postings) throws SQLException {
        open.setAutoCommit(false);
        Decided decided = bookkeeper.book(open, postings, true);
        commit(open, postings, decided);
        return decided;
    }

    private static void commit(Connection open, List<? extends Posting<?>> postings, Decided decided)
            throws SQLException {
        try {
            open.commit();
            open.setAutoCommit(true);
        } catch (SQLException failure) {
            commitUnknown(postings, decided);
            throw failure;
        }
    }

    private static void commitUnknown(List<? extends Posting<?>> postings, Decided decided) {
        for (int i = 0; i < postings.size(); i++) {
            if (decided.outcomes().get(i).booked()) {
                postings.get(i).commitUnknown();
            }
        }
    }

    /** Where somebody else writes the same rows, memory is wrong again and again, and each time costs an attempt. */
    private void beCareful() {
        carefulGroups = carefulNext;
        carefulNext = Math.min(CAREFUL_MAX, 2 * carefulNext);
    }

    private boolean isCareful() {
        return carefulGroups > 0 && carefulGroups-- > 0;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
