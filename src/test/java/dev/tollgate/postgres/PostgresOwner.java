package dev.tollgate.postgres;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;

/**
 * A process that owns a PostgreSQL server and writes numbers into it, for tests that kill it.
 *
 * <p>It prints {@code running} once, then each number after its commit.
 */
final class PostgresOwner {

    private PostgresOwner() {}

    public static void main(String[] arguments) throws Exception {
        PostgresServer server = PostgresServer.start(Path.of(arguments[0]), Path.of(arguments[1]));
        System.out.println("running");
        try (Connection connection =
                DriverManager.getConnection(server.jdbcUrl("postgres"), server.user(), server.password())) {
            connection.createStatement().execute("create table if not exists written (number bigint primary key)");
            writeNumbers(connection);
        }
    }

    private static void writeNumbers(Connection connection) throws Exception {
        String sql = "insert into written select coalesce(max(number), 0) + 1 from written returning number";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            while (true) {
                var row = insert.executeQuery();
                row.next();
                System.out.println(row.getLong(1));
            }
        }
    }
}
