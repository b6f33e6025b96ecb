package dev.tollgate.ledger;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads balances; inside a transaction, as that transaction sees them. */
final class Balances {

    private static final String ROW =
            "SELECT posted, held, shortfall, frozen FROM account WHERE owner = :owner AND asset = :asset";
    private static final String ENTRIES =
            "SELECT coalesce((SELECT sum(amount) FROM transfer WHERE credit_account = a.id), 0)"
                    + " - coalesce((SELECT sum(amount) FROM transfer WHERE debit_account = a.id), 0)"
                    + " FROM account a WHERE owner = :owner AND asset = :asset";

    private final JdbcClient jdbc;

    Balances(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Balance of(AccountRef account) {
        return account.kind() == AccountRef.Kind.WALLET ? fromRow(account) : fromEntries(account);
    }

    private Balance fromRow(AccountRef account) {
        return jdbc.sql(ROW)
                .param("owner", account.owner())
                .param("asset", account.asset().code())
                .query(Balances::balance)
                .optional()
                .orElse(Balance.NONE);
    }

    /** Reads all entries of the account: for operators, not for calls. */
    private Balance fromEntries(AccountRef account) {
        BigInteger posted = jdbc.sql(ENTRIES)
                .param("owner", account.owner())
                .param("asset", account.asset().code())
                .query(BigDecimal.class)
                .optional()
                .orElse(BigDecimal.ZERO)
                .toBigIntegerExact();
        return new Balance(posted, BigInteger.ZERO, BigInteger.ZERO, false);
    }

    private static Balance balance(ResultSet row, int number) throws SQLException {
        return new Balance(
                row.getBigDecimal(1).toBigIntegerExact(),
                row.getBigDecimal(2).toBigIntegerExact(),
                row.getBigDecimal(3).toBigIntegerExact(),
                row.getBoolean(4));
    }
}
