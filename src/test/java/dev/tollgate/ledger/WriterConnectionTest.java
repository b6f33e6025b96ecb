package dev.tollgate.ledger;

import static dev.tollgate.ledger.Bookings.deposit;
import static dev.tollgate.ledger.Bookings.hold;
import static dev.tollgate.ledger.Bookings.settle;
import static dev.tollgate.ledger.Bookings.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

class WriterConnectionTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    /** Not even while the tables are empty: its plans are made then, and stay. */
    @Test
    void theWriterScansNoTable() throws InterruptedException {
        AccountRef wallet = wallet();
        try (Ledger ledger = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults())) {
            ledger.transfer(deposit(wallet, 100));
            for (int i = 0; i < 20; i++) {
                ledger.settle(settle(ledger.hold(hold(wallet, 1)).id(), 1));
            }
        }

        // A connection counts what it has scanned when it ends.
        ((HikariDataSource) DATABASE.dataSource()).getHikariPoolMXBean().softEvictConnections();
        await("SELECT n_tup_ins = 20 FROM pg_stat_user_tables WHERE relname = 'hold'");
        assertThat(DATABASE.jdbc()
                        .sql("SELECT sum(seq_scan) FROM pg_stat_user_tables"
                                + " WHERE relname IN ('hold', 'transfer', 'account', 'usage')")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void aConnectionThatIsGivenUpIsNobodyElses() throws SQLException {
        try (var pool = new HikariDataSource()) {
            pool.setJdbcUrl(DATABASE.jdbcUrl());
            pool.setMaximumPoolSize(1);
            var writer = new WriterConnection(pool, WriterConnection.SILENCE_MAX);
            assertThat(setting(writer.get(), "enable_seqscan")).isEqualTo("off");
            int first = processOf(writer.get());

            writer.abandon(new Exception("a test"));

            try (Connection next = pool.getConnection()) {
                assertThat(setting(next, "enable_seqscan")).isEqualTo("on");
                assertThat(processOf(next)).isNotEqualTo(first);
            }
        }
    }

    private static String setting(Connection connection, String name) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SHOW " + name)) {
            row.next();
            return row.getString(1);
        }
    }

    private static int processOf(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    private static void await(String sql) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!DATABASE.jdbc().sql(sql).query(Boolean.class).single()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.sleep(20);
        }
    }
}
