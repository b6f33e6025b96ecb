package dev.tollgate.evm;

import dev.tollgate.ledger.Rider;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of credited deposits, of one chain. */
final class Deposits {

    private static final String COLUMNS = "tx_hash, user_address, amount_wei, block_number, block_hash";

    private final JdbcClient jdbc;
    private final long chainId;

    Deposits(JdbcClient jdbc, long chainId) {
        this.jdbc = jdbc;
        this.chainId = chainId;
    }

    Optional<Deposit> find(TransactionHash transaction) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM deposit WHERE chain_id = ? AND tx_hash = ?")
                .params(chainId, transaction.text())
                .query(Deposits::row)
                .optional();
    }

    /** Writes a deposit in the transaction of its credit. */
    Rider inserting(Deposit deposit) {
        return new Rider(
                "INSERT INTO deposit (chain_id, " + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?)",
                List.of(
                        chainId,
                        deposit.transaction().text(),
                        deposit.user().text(),
                        new BigDecimal(deposit.amountWei()),
                        deposit.blockNumber(),
                        deposit.blockHash()),
                true);
    }

    /** Those credited within a time, without the ones that were reported; the least recently checked first. */
    List<Deposit> toCheck(Duration creditedWithin, int limit) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM deposit WHERE chain_id = ? AND state = 'CREDITED'"
                        + " AND credited_at > now() - make_interval(secs => ?) ORDER BY checked_at, tx_hash LIMIT ?")
                .params(chainId, creditedWithin.toSeconds(), limit)
                .query(Deposits::row)
                .list();
    }

    void confirmed(Deposit deposit) {
        update("checked_at = clock_timestamp(), missing_since = NULL", deposit);
    }

    /** Notes that the node has no block at the deposit's height, and says whether that has been so for some time. */
    boolean missing(Deposit deposit, Duration patience) {
        update("checked_at = clock_timestamp(), missing_since = coalesce(missing_since, clock_timestamp())", deposit);
        return jdbc.sql("SELECT missing_since <= clock_timestamp() - make_interval(secs => ?) FROM deposit"
                        + " WHERE chain_id = ? AND tx_hash = ?")
                .params(patience.toSeconds(), chainId, deposit.transaction().text())
                .query(Boolean.class)
                .single();
    }

    /** Marks a deposit as one whose block was replaced; false if it was marked before. */
    boolean replaced(Deposit deposit) {
        return update("state = 'REPLACED', checked_at = clock_timestamp()", deposit) == 1;
    }

    private int update(String set, Deposit deposit) {
        return jdbc.sql("UPDATE deposit SET " + set + " WHERE chain_id = ? AND tx_hash = ? AND state = 'CREDITED'")
                .params(chainId, deposit.transaction().text())
                .update();
    }

    private static Deposit row(ResultSet row, int number) throws SQLException {
        return new Deposit(
                new TransactionHash(row.getString(1)),
                new EvmAddress(row.getString(2)),
                row.getBigDecimal(3).toBigIntegerExact(),
                row.getLong(4),
                row.getString(5));
    }
}
