package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Books a group of postings in one transaction, which its caller commits or rolls back. */
final class Bookkeeper {

    private final BooksReader reader;
    private final BooksWriter writer;

    Bookkeeper(BooksReader reader, BooksWriter writer) {
        this.reader = reader;
        this.writer = writer;
    }

    /**
     * Reads and locks, decides and writes.
     *
     * @param ownTransaction whether the transaction began with this call
     * @throws RiderBatches.RiderFailure if one posting must be taken out and the rest tried again
     */
    Decided book(Connection connection, List<? extends Posting<?>> postings, boolean ownTransaction)
            throws SQLException {
        Decided decided = decide(postings, reader.read(connection, postings, ownTransaction));
        write(connection, decided);
        return decided;
    }

    /** Decides on what is known, and writes nothing. */
    static Decided decide(List<? extends Posting<?>> postings, Books books) {
        List<Outcome> outcomes = new ArrayList<>(postings.size());
        var riders = new RiderBatches();
        for (Posting<?> posting : postings) {
            Outcome outcome = decide(posting, books);
            outcomes.add(outcome);
            if (outcome.booked()) {
                riders.add(posting);
            }
        }
        return new Decided(books, outcomes, riders);
    }

    /** Writes what was decided: one statement, and one more for each kind of rider that is no part of it. */
    void write(Connection connection, Decided decided) throws SQLException {
        writer.write(connection, decided.books, decided.riders.bulk());
        decided.riders.run(connection);
    }

    private static Outcome decide(Posting<?> posting, Books books) {
        try {
            Posting.Decision<?> decision = posting.decide(books);
            return new Outcome(decision.result(), null, decision.booked());
        } catch (Refusal | IllegalArgumentException refused) {
            return new Outcome(null, refused, false);
        }
    }

    /**
     * What a group came to.
     *
     * @param outcomes in the order of the postings; a refused posting writes nothing
     */
    record Decided(Books books, List<Outcome> outcomes, RiderBatches riders) {

        /** Whether nobody was refused or had been booked before. */
        boolean allBooked() {
            return outcomes.stream().allMatch(Outcome::booked);
        }
    }

    /**
     * What one posting came to.
     *
     * @param result null if it failed
     * @param failure null if it didn't
     */
    record Outcome(@Nullable Object result, @Nullable RuntimeException failure, boolean booked) {}
}
