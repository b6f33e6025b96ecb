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
    private final BooksWriter writer = new BooksWriter();

    Bookkeeper(BooksReader reader) {
        this.reader = reader;
    }

    /**
     * Reads, decides and writes.
     *
     * @param ownTransaction whether the transaction began with this call
     * @return the outcomes in the order of the postings; a refused posting has written nothing
     * @throws RiderBatches.RiderFailure if one posting must be taken out and the rest tried again
     */
    List<Outcome> book(Connection connection, List<? extends Posting<?>> postings, boolean ownTransaction)
            throws SQLException {
        Books books = reader.read(connection, postings, ownTransaction);
        List<Outcome> outcomes = new ArrayList<>(postings.size());
        var riders = new RiderBatches();
        for (Posting<?> posting : postings) {
            Outcome outcome = decide(posting, books);
            outcomes.add(outcome);
            if (outcome.booked()) {
                riders.add(posting);
            }
        }
        writer.write(connection, books);
        riders.run(connection);
        return outcomes;
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
     * What one posting came to.
     *
     * @param result null if it failed
     * @param failure null if it didn't
     */
    record Outcome(@Nullable Object result, @Nullable RuntimeException failure, boolean booked) {}
}
