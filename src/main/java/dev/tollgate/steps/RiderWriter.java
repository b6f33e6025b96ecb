package dev.tollgate.steps;

import dev.tollgate.ledger.Rider;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes riders in a transaction of their own, where no posting takes them along. */
@Component
class RiderWriter {

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;

    RiderWriter(JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    void write(List<Rider> riders) {
        transactions.executeWithoutResult(status -> riders.forEach(
                rider -> jdbc.update(rider.sql(), rider.parameters().toArray())));
    }
}
