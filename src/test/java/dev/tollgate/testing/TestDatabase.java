package dev.tollgate.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A fresh, migrated PostgreSQL 18 database with a connection pool, for one test class.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TestDatabase DATABASE = TestDatabase.create();
 * }</pre>
 *
 * <p>Jupiter closes it after the class; elsewhere (jqwik) close it yourself. The server starts once per JVM, and a
 * database is a copy of a migrated template, so that one more costs some 50 ms.
 */
public final class TestDatabase implements AutoCloseable, AfterAllCallback {

    private final TestServer server;
    private final String name;
    private final HikariDataSource dataSource;

    private TestDatabase(TestServer server) {
        this.server = server;
        this.name = server.createDatabase();
        this.dataSource = pool(server.jdbcUrl(name));
    }

    /** A database on a server that doesn't wait for the disk: fast, and lost with the machine. */
    public static TestDatabase create() {
        return new TestDatabase(TestServer.forgetful());
    }

    /** A database on a server with production's durability: for measurements, and for tests that kill PostgreSQL. */
    public static TestDatabase createDurable() {
        return new TestDatabase(TestServer.durable());
    }

    /** The pool: 20 connections. */
    public DataSource dataSource() {
        return dataSource;
    }

    /** For looking at tables and breaking them. */
    public JdbcClient jdbc() {
        return JdbcClient.create(dataSource);
    }

    /** Where an application under test finds this database; user and password are part of it. */
    public String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close();
    }

    @Override
    public void close() {
        dataSource.close();
        server.dropDatabase(name);
    }

    static void migrate(String jdbcUrl) {
        Flyway.configure().dataSource(jdbcUrl, null, null).load().migrate();
    }

    static void execute(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static HikariDataSource pool(String jdbcUrl) {
        var config = new HikariConfig();
        config.setJdbcUrl(jdbcUrl);
        config.setMaximumPoolSize(20);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }
}
