package dev.tollgate.quota;

import dev.tollgate.quota.Demand.Counted;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The table of counts. */
final class RequestCounts {

    private final DataSource dataSource;
    private final String count;
    private final int silenceMs;

    /** @param silenceMax after which a connection counts as lost */
    RequestCounts(DataSource dataSource, BusinessDay day, Duration silenceMax) {
        this.dataSource = dataSource;
        this.count = day.in(load("count.sql"));
        this.silenceMs = Math.toIntExact(silenceMax.toMillis());
    }

    /**
     * Counts what the subjects ask for, all in one statement, which commits by itself: once it returns, that is durable.
     *
     * @param demands by subject, in an order that is the same for every replica
     */
    Map<String, Counted> count(SortedMap<String, Demand> demands) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, silenceMs);
            try (PreparedStatement statement = connection.prepareStatement(count)) {
                set(statement, 1, "text", demands, demand -> demand.subject);
                set(statement, 2, "int4", demands, Demand::size);
                set(statement, 3, "int4", demands, demand -> demand.limit.perMinute());
                set(statement, 4, "int4", demands, demand -> demand.limit.perDay());
                Map<String, Counted> counted = new HashMap<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        counted.put(rows.getString("subject"), read(rows));
                    }
                }
                return counted;
            }
        }
    }

    private static void set(
            PreparedStatement statement,
            int index,
            String type,
            SortedMap<String, Demand> demands,
            Function<Demand, @Nullable Object> value)
            throws SQLException {
        Object[] values = demands.values().stream().map(value).toArray();
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }

    private static Counted read(ResultSet row) throws SQLException {
        return new Counted(
                row.getInt("granted"),
                row.getLong("requests"),
                row.getLong("minute_requests"),
                time(row, "now"),
                time(row, "minute_ends"),
                time(row, "day_ends"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static String load(String file) {
        try (InputStream in = RequestCounts.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("missing " + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
