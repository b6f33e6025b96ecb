package dev.tollgate.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement that rides in the transaction of a posting, such as a usage row or the answer to an idempotency key.
 *
 * <p>It commits with the posting or not at all. Riders of one group commit with the same SQL run as one JDBC batch, or,
 * where they have a bulk statement, as a part of the statement that books the group.
 *
 * @param sql one statement with {@code ?} placeholders
 * @param parameters values in order, of types that PostgreSQL's driver takes as they are; with a bulk statement no
 *     {@code byte[]}
 * @param required whether the statement must change exactly one row; if it changes none, the posting fails with
 *     a refusal and nothing of it is booked
 * @param bulkSql the same for many rows: {@code sql} with an array for each placeholder, as {@code ?::uuid[]}; null
 *     where there is none, and for what is required, since it doesn't tell whose row was missing
 */
public record Rider(
        String sql,
        List<@Nullable Object> parameters,
        boolean required,
        @Nullable String bulkSql) {

    public Rider {
        if (required && bulkSql != null) {
            throw new IllegalArgumentException("a required rider runs alone");
        }
        if (bulkSql != null && parameters.stream().anyMatch(byte[].class::isInstance)) {
            throw new IllegalArgumentException("a bulk statement's arrays are text, so it takes no bytes");
        }
    }

    /** A rider without a bulk statement. */
    public Rider(String sql, List<@Nullable Object> parameters, boolean required) {
        this(sql, parameters, required, null);
    }
}
