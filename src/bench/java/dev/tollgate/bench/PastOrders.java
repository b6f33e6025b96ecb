package dev.tollgate.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Open orders of cover as if they had been sold through the API, their cover reserved in the books. */
final class PastOrders implements AutoCloseable {

    private static final String WRITE = """
            INSERT INTO cover_order (id, sku_id, owner, wallet_address, exchange, symbol, order_reference, premium,
                payout_multiplier, leverage, max_coverage, asset, decimals, cover, status, created_at, expires_at)
            SELECT 'order_' || replace(gen_random_uuid()::text, '-', ''), s.id, 'wallet:0x' || lpad(to_hex(n), 40, '0'),
                '0x' || lpad(to_hex(n), 40, '0'), 'binance', 'BTCUSDT', 'past_' || n, s.premium, s.payout_multiplier,
                s.leverage, s.max_coverage, 'MON', 18, 500000000000000000000, 'active', now(), now() + interval '1 day'
            FROM generate_series(1, %d) AS n, sku s WHERE s.id = 'sku_5x_leverage'
            """;
    private static final String RESERVE = """
            WITH moved AS (SELECT sum(cover) AS cover FROM cover_order WHERE order_reference LIKE 'past\\_%'), entry AS (
                INSERT INTO transfer (id, debit_account, credit_account, amount, debit_after, credit_after, purpose)
                SELECT gen_random_uuid(), d.id, c.id, moved.cover, d.posted - moved.cover, c.posted + moved.cover, 'cover'
                FROM moved, account d, account c
                WHERE d.owner = 'capital:sku_5x_leverage' AND c.owner = 'cover:sku_5x_leverage'),
            taken AS (
                UPDATE account SET posted = posted - moved.cover FROM moved WHERE owner = 'capital:sku_5x_leverage')
            UPDATE account SET posted = posted + moved.cover FROM moved WHERE owner = 'cover:sku_5x_leverage'
            """;

    private final Connection connection;

    PastOrders(Tollgate tollgate) throws IOException, SQLException {
        this.connection = tollgate.connectToDatabase();
    }

    /** Writes them; one order was sold through the API before, so that the accounts are there. */
    void write(int orders) throws SQLException {
        execute(WRITE.formatted(orders));
        execute(RESERVE);
        execute("VACUUM ANALYZE");
        execute("CHECKPOINT");
    }

    /** Some of them. */
    List<String> ids(int most) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT id FROM cover_order WHERE order_reference LIKE 'past\\_%' ORDER BY id LIMIT " + most)) {
            while (row.next()) {
                ids.add(row.getString(1));
            }
        }
        return ids;
    }

    /** Lets the time of all of them be over now. */
    void end() throws SQLException {
        execute("UPDATE cover_order SET expires_at = now() WHERE order_reference LIKE 'past\\_%'");
    }

    /** How many are open past their time. */
    long open() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM cover_order"
                        + " WHERE status IN ('paid', 'active') AND expires_at <= now()")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Whether what is reserved is the open orders' cover, to the unit. */
    boolean areBooksRight() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT a.posted = (SELECT coalesce(sum(cover), 0) FROM cover_order"
                                + " WHERE status IN ('paid', 'active', 'claimed'))"
                                + " FROM account a WHERE a.owner = 'cover:sku_5x_leverage'")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
