package dev.tollgate.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** Looks into an application's database, as its auditor would. */
final class Books implements AutoCloseable {

    private static final long WAIT_NANOS = 10_000_000_000L;

    private final Connection connection;
    private String since = "-infinity";

    Books(Tollgate tollgate) throws IOException, SQLException {
        this.connection = tollgate.connectToDatabase();
    }

    /** What follows is about holds made from now on. */
    void mark() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet now = statement.executeQuery("select clock_timestamp()::text")) {
            now.next();
            since = now.getString(1);
        }
    }

    /** The number of holds made since the mark in each state, once none is pending any more or that takes too long. */
    Map<String, Long> awaitHoldsSinceMark() throws SQLException {
        long deadline = System.nanoTime() + WAIT_NANOS;
        Map<String, Long> states = holdsSinceMark();
        while (states.containsKey("PENDING") && System.nanoTime() < deadline) {
            states = holdsSinceMark();
        }
        return states;
    }

    private Map<String, Long> holdsSinceMark() throws SQLException {
        Map<String, Long> states = new TreeMap<>();
        try (var statement = connection.prepareStatement(
                "select state, count(*) from hold where created_at >= cast(? as timestamptz) group by state")) {
            statement.setString(1, since);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    states.put(row.getString(1), row.getLong(2));
                }
            }
        }
        return states;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
