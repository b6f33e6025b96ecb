package dev.tollgate.cover;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of table {@code cover_claim}, and what became of them. */
final class ClaimTable {

    private static final Duration ATTEMPT_MAX = Duration.ofMinutes(2);

    private final JdbcClient jdbc;
    private final OrderTable orders;

    ClaimTable(JdbcClient jdbc, OrderTable orders) {
        this.jdbc = jdbc;
        this.orders = orders;
    }

    void insert(String id, Map<String, Object> request, BigInteger estimatedPayout, Instant filedAt) {
        jdbc.sql("INSERT INTO cover_claim (id, order_id, reason, proof_uri, liquidated_amount, liquidated_price,"
                        + " estimated_payout, filed_at, next_attempt_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        id,
                        request.get("order_id"),
                        request.get("reason"),
                        request.get("proof_uri"),
                        new BigDecimal(String.valueOf(request.get("liquidated_amount"))),
                        new BigDecimal(String.valueOf(request.get("liquidated_price"))),
                        new BigDecimal(estimatedPayout),
                        Timestamp.from(filedAt),
                        Timestamp.from(filedAt))
                .update();
    }

    /** The claim of an order that isn't rejected. */
    Optional<String> open(String orderId) {
        return jdbc.sql("SELECT id FROM cover_claim WHERE order_id = ? AND status <> 'rejected'")
                .param(orderId)
                .query(String.class)
                .optional();
    }

    boolean exists(String id) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM cover_claim WHERE id = ?)")
                .param(id)
                .query(Boolean.class)
                .single();
    }

    /** The claim as the document's JSON. */
    Optional<String> shown(String id) {
        return jdbc.sql("SELECT json_build_object('success', true, 'data', cover_claim_shown(c, o.decimals),"
                        + " 'message', '获取理赔详情成功')::text"
                        + " FROM cover_claim c JOIN cover_order o ON o.id = c.order_id WHERE c.id = ?")
                .param(id)
                .query(String.class)
                .optional();
    }

    /** Claims whose verification is due, each for whoever asked for the next two minutes. */
    List<DueClaim> takeDue(int atMost) {
        return jdbc.sql("WITH due AS (UPDATE cover_claim SET attempts = attempts + 1,"
                        + " next_attempt_at = clock_timestamp() + make_interval(secs => ?) WHERE id IN"
                        + " (SELECT id FROM cover_claim WHERE status = 'filed' AND next_attempt_at <= clock_timestamp()"
                        + " ORDER BY next_attempt_at LIMIT ? FOR UPDATE SKIP LOCKED) RETURNING id AS claim_id, order_id,"
                        + " proof_uri, liquidated_amount, liquidated_price, estimated_payout, attempts)"
                        + " SELECT due.*, " + OrderTable.COLUMNS
                        + " FROM due JOIN cover_order o ON o.id = due.order_id")
                .params(ATTEMPT_MAX.toSeconds(), atMost)
                .query(this::due)
                .list();
    }

    /** Whether a verification still counts: nobody has decided meanwhile, and no later attempt has begun. */
    boolean isAt(DueClaim claim) {
        return jdbc.sql("SELECT status = 'filed' AND attempts = ? FROM cover_claim WHERE id = ? FOR UPDATE")
                .params(claim.attempts(), claim.id())
                .query(Boolean.class)
                .single();
    }

    /** What a claim is before somebody decides. */
    record Standing(String status, String orderId, @Nullable BigInteger payoutAmount, boolean payoutAsked) {}

    /** How it stands, which nobody else changes until the caller's transaction ends. */
    Optional<Standing> lock(String id) {
        return jdbc.sql(
                        "SELECT status, order_id, payout_amount, payout_at IS NOT NULL AS asked FROM cover_claim WHERE id = ? FOR UPDATE")
                .param(id)
                .query((row, number) -> {
                    BigDecimal amount = row.getBigDecimal("payout_amount");
                    return new Standing(
                            row.getString("status"),
                            row.getString("order_id"),
                            amount == null ? null : amount.toBigIntegerExact(),
                            row.getBoolean("asked"));
                })
                .optional();
    }

    void verified(String id, @Nullable String proofSha256, BigInteger payoutAmount) {
        jdbc.sql("UPDATE cover_claim SET status = 'verified', verified_at = clock_timestamp(), proof_sha256 = ?,"
                        + " payout_amount = ?, problem = NULL WHERE id = ?")
                .params(proofSha256, new BigDecimal(payoutAmount), id)
                .update();
    }

    void approved(String id) {
        jdbc.sql("UPDATE cover_claim SET status = 'approved', approved_at = clock_timestamp() WHERE id = ?")
                .param(id)
                .update();
    }

    void rejected(String id, String rejection) {
        jdbc.sql("UPDATE cover_claim SET status = 'rejected', rejection = ?, problem = NULL WHERE id = ?")
                .params(rejection, id)
                .update();
    }

    void payoutAsked(String id) {
        jdbc.sql("UPDATE cover_claim SET payout_at = clock_timestamp(), problem = NULL WHERE id = ?")
                .param(id)
                .update();
    }

    void paid(String id, String transactionHash) {
        jdbc.sql(
                        "UPDATE cover_claim SET status = 'paid', paid_at = clock_timestamp(), payout_tx_hash = ?, problem = NULL"
                                + " WHERE id = ?")
                .params(transactionHash, id)
                .update();
    }

    void sent(String id, String transactionHash) {
        jdbc.sql("UPDATE cover_claim SET payout_tx_hash = ?, problem = NULL WHERE id = ? AND status = 'approved'")
                .params(transactionHash, id)
                .update();
    }

    /** Notes why a claim waits. */
    void waits(String id, String problem) {
        jdbc.sql("UPDATE cover_claim SET problem = ? WHERE id = ? AND problem IS DISTINCT FROM ?")
                .params(problem, id, problem)
                .update();
    }

    /** Has it verified again after a pause, or never by itself where there is none. */
    void later(DueClaim claim, String problem, @Nullable Duration pause) {
        jdbc.sql("UPDATE cover_claim SET problem = ?, next_attempt_at = CASE WHEN ?::float8 IS NULL THEN 'infinity'"
                        + " ELSE clock_timestamp() + make_interval(secs => ?::float8) END"
                        + " WHERE id = ? AND status = 'filed' AND attempts = ?")
                .params(problem, seconds(pause), seconds(pause), claim.id(), claim.attempts())
                .update();
    }

    private static @Nullable Double seconds(@Nullable Duration pause) {
        return pause == null ? null : pause.toMillis() / 1000.0;
    }

    /** Has it verified again now, as if for the first time. */
    void again(String id) {
        jdbc.sql("UPDATE cover_claim SET attempts = 0, next_attempt_at = clock_timestamp() WHERE id = ?")
                .param(id)
                .update();
    }

    /** Approved claims that no payout was asked for. */
    List<String> unpaid(int atMost) {
        return jdbc.sql("SELECT id FROM cover_claim WHERE status = 'approved' AND payout_at IS NULL"
                        + " ORDER BY approved_at, id LIMIT ?")
                .param(atMost)
                .query(String.class)
                .list();
    }

    void event(String id, String actor, @Nullable String from, String to, @Nullable String note) {
        jdbc.sql("INSERT INTO cover_claim_event (claim_id, actor, from_status, to_status, note) VALUES (?, ?, ?, ?, ?)")
                .params(id, actor, from, to, note)
                .update();
    }

    private DueClaim due(ResultSet row, int number) throws SQLException {
        return new DueClaim(
                row.getString("claim_id"),
                orders.order(row, number),
                row.getString("proof_uri"),
                row.getBigDecimal("liquidated_amount"),
                row.getBigDecimal("liquidated_price"),
                row.getBigDecimal("estimated_payout").toBigIntegerExact(),
                row.getInt("attempts"));
    }
}
