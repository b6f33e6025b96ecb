package dev.tollgate.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Gives an application's keys a past. */
final class PastUsage implements AutoCloseable {

    private static final int PAUSE_MILLIS = 200;
    private static final long WAIT_NANOS = 1_200_000_000_000L;

    /** Ids in the order of time, as the application's are; every key calls in its turn, in hours of its own. */
    private static final String WRITE = """
            WITH keys AS MATERIALIZED (
                SELECT array_agg(id ORDER BY id) AS ids, array_agg(user_id ORDER BY id) AS users, count(*) AS keys FROM api_key
            ), calls AS (
                SELECT n, md5(n::text) AS random, (n * 7919 %% keys + 1)::integer AS place, ids, users,
                    now() - make_interval(days => %2$d) * (1 - (n - 1) / %1$d.0) AS at
                FROM keys, generate_series(1::bigint, %1$d) AS n
            )
            INSERT INTO usage (hold_id, request_id, owner, route, model, input_tokens, output_tokens, cache_write_tokens,
                cache_read_tokens, duration_ms, outcome, upstream_status, charge, asset, price, created_at, key_id, path, status)
            SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || left(random, 3) || '8'
                    || right(random, 15))::uuid,
                gen_random_uuid()::text, 'user:' || users[place], 'apihub-chat-completions', 'gpt-4o-2024-08-06', 25, 61, 0,
                0, 900, 'ok', 200, 147, 'TOKEN', 'price-book past', at, ids[place], '/v1/chat/completions', 200
            FROM calls ORDER BY n
            """;

    private final Connection connection;

    PastUsage(Tollgate tollgate) throws IOException, SQLException {
        this.connection = tollgate.connectToDatabase();
    }

    /** Writes so many calls, spread evenly over all keys and the last days. */
    void write(int rows, int days) throws SQLException {
        execute(WRITE.formatted(rows, days));
    }

    /** Waits until the application has added them up, and leaves the tables as a night would. */
    void awaitSums() throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + WAIT_NANOS;
        while (!isAddedUp()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("the usage rows are not added up");
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        execute("VACUUM ANALYZE");
        execute("CHECKPOINT");
    }

    private boolean isAddedUp() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT r.seq >= (SELECT max(seq) FROM usage) FROM usage_rolled r");
                ResultSet row = statement.executeQuery()) {
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
