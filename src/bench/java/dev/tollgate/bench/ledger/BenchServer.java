package dev.tollgate.bench.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.postgres.PostgresServer;
import java.io.IOException;
import java.nio.file.Path;
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
