package dev.tollgate.metering;

import dev.tollgate.json.StorableText;
import dev.tollgate.ledger.Rider;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One call, as the {@code usage} table keeps it: one row for each hold. What is recorded later of the same call
 * replaces what was known before.
 *
 * @param holdId the hold that paid
 * @param requestId the request id, which a client may use again
 * @param owner who paid, such as {@code wallet:0x…}
 * @param route id of the route that served it
 * @param model the model that answered, or the one that was asked for
 * @param tokens real usage, in disjoint numbers
 * @param durationMs from the call's admission to the answer's last byte
 * @param firstTokenMs from the call's admission to the first byte of the answer; null where there was none
 * @param outcome how it ended
 * @param upstreamStatus the upstream's HTTP status; null where it didn't answer
 * @param charge what was charged, in the asset's smallest units
 * @param asset the asset's code, such as {@code MON}
 * @param price name of the price the call was held at
 * @param keyId the API key that called; null for callers without one
 * @param path the path that an API key called, such as {@code /v1/chat/completions}; null where it isn't known
 * @param status the HTTP status that the client was answered; null where it isn't known
 */
public record UsageRow(
        UUID holdId,
        String requestId,
        String owner,
        String route,
        String model,
        TokenUsage tokens,
        long durationMs,
        @Nullable Long firstTokenMs,
        Outcome outcome,
        @Nullable Integer upstreamStatus,
        BigInteger charge,
        String asset,
        String price,
        @Nullable Long keyId,
        @Nullable String path,
        @Nullable Integer status) {

    private static final String COLUMNS = "hold_id, request_id, owner, route, model, input_tokens, output_tokens,"
            + " cache_write_tokens, cache_read_tokens, duration_ms, first_token_ms, outcome, upstream_status, charge,"
            + " asset, price, key_id, path, status";
    private static final String VALUES = "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?";
    private static final String ARRAYS = "?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],"
            + " ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::text[], ?::integer[],"
            + " ?::numeric[], ?::text[], ?::text[], ?::bigint[], ?::text[], ?::integer[]";
    private static final String REPLACE = """
             ON CONFLICT (hold_id) DO UPDATE SET model = excluded.model, input_tokens = excluded.input_tokens,
                output_tokens = excluded.output_tokens, cache_write_tokens = excluded.cache_write_tokens,
                cache_read_tokens = excluded.cache_read_tokens, duration_ms = excluded.duration_ms,
                first_token_ms = excluded.first_token_ms, outcome = excluded.outcome,
                upstream_status = excluded.upstream_status, key_id = excluded.key_id, path = excluded.path,
                status = excluded.status""";
    private static final String KEEP = " ON CONFLICT (hold_id) DO NOTHING";
    private static final String INSERT = "INSERT INTO usage (" + COLUMNS + ") ";
    private static final String ONE = INSERT + "VALUES (" + VALUES + ")" + REPLACE;
    private static final String MANY = INSERT + "SELECT * FROM unnest(" + ARRAYS + ")" + REPLACE;
    private static final String BEGIN = "INSERT INTO usage (" + COLUMNS + ", replica) ";
    private static final String BEGIN_ONE = BEGIN + "VALUES (" + VALUES + ", ?)" + KEEP;
    private static final String BEGIN_MANY = BEGIN + "SELECT * FROM unnest(" + ARRAYS + ", ?::uuid[])" + KEEP;

    /** @throws IllegalArgumentException if the charge is negative */
    public UsageRow {
        model = StorableText.storable(model); // the upstream's word for it
        path = path == null ? null : StorableText.storable(path);
        if (charge.signum() < 0) {
            throw new IllegalArgumentException("A charge must not be negative: " + charge);
        }
    }

    /** The row as a statement that commits with the settlement; a repeat replaces it, but for the charge. */
    public Rider rider() {
        return new Rider(ONE, columns(), false, MANY);
    }

    /**
     * The row of a call that goes on after its charge, as a statement that commits with it.
     *
     * @param replica the process that will end it; when that dies, {@link LostCalls} does
     */
    public Rider beginning(UUID replica) {
        List<@Nullable Object> columns = new ArrayList<>(columns());
        columns.add(replica);
        return new Rider(BEGIN_ONE, columns, false, BEGIN_MANY);
    }

    private List<@Nullable Object> columns() {
        return Arrays.asList(
                holdId,
                requestId,
                owner,
                route,
                model,
                tokens.input(),
                tokens.output(),
                tokens.cacheWrite(),
                tokens.cacheRead(),
                durationMs,
                firstTokenMs,
                outcome.word(),
                upstreamStatus,
                new BigDecimal(charge),
                asset,
                price,
                keyId,
                path,
                status);
    }
}
