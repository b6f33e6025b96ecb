package dev.tollgate.idempotency;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A row of {@code idempotency_key} as a latecomer finds it.
 *
 * @param answer null until the key is done
 * @param leaseSeconds what is left of the lease, by the database's clock; 0 or less when it has run out
 */
record KeyRow(
        String fingerprint,
        String state,
        long leaseSeconds,
        @Nullable StoredAnswer answer) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    static Optional<KeyRow> find(JdbcClient jdbc, String scope, String key) {
        return jdbc.sql(IdempotencySql.FIND)
                .params(scope, key)
                .query((row, number) -> of(row))
                .optional();
    }

    /** The headers as the table has them. */
    static String write(Map<String, String> headers) {
        try {
            return JSON.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Headers are strings", e);
        }
    }

    boolean isBooked() {
        return state.equals("BOOKED");
    }

    private static KeyRow of(ResultSet row) throws SQLException {
        return new KeyRow(
                row.getString("fingerprint"),
                row.getString("state"),
                row.getLong("lease_seconds"),
                row.getString("state").equals("DONE") ? answer(row) : null);
    }

    private static StoredAnswer answer(ResultSet row) throws SQLException {
        int status = row.getInt("status");
        Map<String, String> headers = read(row.getString("headers"));
        byte @Nullable [] body = row.getBytes("body");
        return body == null ? StoredAnswer.withoutBody(status, headers) : StoredAnswer.of(status, headers, body);
    }

    private static Map<String, String> read(String headers) {
        try {
            return JSON.readValue(headers, HEADERS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Headers were written by us", e);
        }
    }
}
