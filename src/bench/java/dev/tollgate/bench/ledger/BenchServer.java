package dev.tollgate.bench.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;

/** The application's own PostgreSQL with production's durability, on a fresh folder. */
final class BenchServer implements AutoCloseable {

    private final Path folder;
    private final PostgresServer server;

    BenchServer(Path folder, Path binaries) {
        this.folder = folder;
        server = PostgresServer.start(folder, binaries);
    }

    /** Makes a migrated database; its pool is the application's. */
    HikariDataSource database(String name) {
        try (HikariDataSource postgres = pool("postgres")) {
            new JdbcTemplate(postgres).execute("CREATE DATABASE " + name);
        }
        HikariDataSource database = pool(name);
        Flyway.configure().dataSource(database).load().migrate();
        return database;
    }

    /** Opens wallets with more than they can spend. */
    static void fund(DataSource database, int wallets) {
        JdbcTemplate jdbc = new JdbcTemplate(database);
        jdbc.update("INSERT INTO account (owner, asset, kind) VALUES ('system:clearing', 'MON', 'system')");
        jdbc.update(
                "INSERT INTO account (owner, asset, kind, posted)"
                        + " SELECT 'wallet:0x' || lpad(to_hex(n), 40, '0'), 'MON', 'wallet', 1e40"
                        + " FROM generate_series(0, ? - 1) n",
                wallets);
        jdbc.update("INSERT INTO transfer (id, debit_account, credit_account, amount, credit_after, purpose)"
                + " SELECT gen_random_uuid(), c.id, w.id, 1e40, 1e40, 'deposit' FROM account w"
                + " JOIN account c ON c.owner = 'system:clearing' WHERE w.kind = 'wallet'");
    }

    /** Books that many calls of the past, all of them of the first wallet's. */
    static void age(DataSource database, int calls) {
        JdbcTemplate jdbc = new JdbcTemplate(database);
        jdbc.update("INSERT INTO account (owner, asset, kind) VALUES ('system:revenue', 'MON', 'system')");
        jdbc.update(
                "INSERT INTO hold (id, account, amount, state, on_lost, purpose, request_id, created_at,"
                        + " expires_at, settled, resolved_at, resolution) SELECT gen_random_uuid(), w.id, 1, 'POSTED', 'VOID',"
                        + " 'past', gen_random_uuid()::text, now(), now(), 1, now(), gen_random_uuid()"
                        + " FROM account w, generate_series(1, ?) WHERE w.owner = 'wallet:0x' || repeat('0', 40)",
                calls);
        jdbc.update("INSERT INTO transfer (id, debit_account, credit_account, amount, debit_after, purpose, hold_id,"
                + " request_id) SELECT h.id, h.account, r.id, 1, 1e40 - row_number() OVER (), 'past', h.id,"
                + " h.request_id FROM hold h, account r WHERE r.owner = 'system:revenue'");
        jdbc.update("UPDATE account SET posted = posted - ? WHERE owner = 'wallet:0x' || repeat('0', 40)", calls);
        jdbc.update("INSERT INTO usage (hold_id, request_id, owner, route, model, input_tokens, output_tokens,"
                + " cache_write_tokens, cache_read_tokens, duration_ms, outcome, charge, asset, price)"
                + " SELECT id, request_id, 'wallet:past', 'past', 'past', 1, 1, 0, 0, 1, 'ok', 1, 'MON', 'past'"
                + " FROM hold");
        jdbc.execute("VACUUM ANALYZE");
    }

    private HikariDataSource pool(String name) {
        var config = new HikariConfig();
        config.setJdbcUrl(server.jdbcUrl(name));
        config.setUsername(server.user());
        config.setPassword(server.password());
        config.setMaximumPoolSize(64);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    ServerCpu cpu() {
        return new ServerCpu(folder);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
