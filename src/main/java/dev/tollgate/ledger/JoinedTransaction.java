package dev.tollgate.ledger;

import dev.tollgate.ledger.Bookkeeper.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Books in the transaction that its caller has open; what becomes of it is the caller's.
 *
 * <p>A refusal leaves the caller's transaction as it was. A conflict with another transaction is thrown as Spring's
 * exception for it: only the caller can start again.
 */
final class JoinedTransaction {

    private final DataSource dataSource;
    private final Bookkeeper bookkeeper;

    JoinedTransaction(DataSource dataSource, Bookkeeper bookkeeper) {
        this.dataSource = dataSource;
        this.bookkeeper = bookkeeper;
    }

    /**
     * Whether the calling thread has a transaction on the ledger's database.
     *
     * @throws IllegalStateException if it has one elsewhere: the posting would not be part of it
     */
    boolean isOpen() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            return false;
        }
        if (!TransactionSynchronizationManager.hasResource(dataSource)) {
            throw new IllegalStateException("the caller's transaction is not on the ledger's database");
        }
        return true;
    }

    @SuppressWarnings("unchecked")
    <R> R book(Posting<R> posting) {
        Connection connection = DataSourceUtils.getConnection(dataSource);
        try {
            Outcome outcome = book(connection, posting);
            if (outcome.failure() != null) {
                throw outcome.failure();
            }
            return (R) Objects.requireNonNull(outcome.result());
        } catch (SQLException failure) {
            throw DatabaseFailure.translate(failure);
        } finally {
            DataSourceUtils.releaseConnection(connection, dataSource);
        }
    }

    private Outcome book(Connection connection, Posting<?> posting) throws SQLException {
        if (posting.riders().isEmpty()) {
            return bookkeeper
                    .book(connection, List.of(posting), false)
                    .outcomes()
                    .get(0);
        }
        Savepoint before = connection.setSavepoint();
        try {
            Outcome outcome = bookkeeper
                    .book(connection, List.of(posting), false)
                    .outcomes()
                    .get(0);
            connection.releaseSavepoint(before);
            return outcome;
        } catch (RiderBatches.RiderFailure failure) {
            connection.rollback(before);
            throw new RiderRefused();
        }
    }

    /** Runs something once the caller's transaction has committed, and never if it hasn't. */
    static void afterCommit(Runnable action) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }
}
