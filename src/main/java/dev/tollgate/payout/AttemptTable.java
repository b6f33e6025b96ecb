package dev.tollgate.payout;

import dev.tollgate.evm.EvmAddress;
import dev.tollgate.evm.Fees;
import dev.tollgate.evm.TransactionHash;
import dev.tollgate.ledger.Asset;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of attempts and of their transactions, of one chain. */
final class AttemptTable {

    private final JdbcClient jdbc;
    private final PayoutTable payouts;
    private final long chainId;

    AttemptTable(JdbcClient jdbc, PayoutTable payouts, long chainId) {
        this.jdbc = jdbc;
        this.payouts = payouts;
        this.chainId = chainId;
    }

    /** Nobody else gives away this account's nonces until the transaction ends. */
    void lock(EvmAddress treasury) {
        jdbc.sql("INSERT INTO treasury (chain_id, address) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .params(chainId, treasury.text())
                .update();
        jdbc.sql("SELECT address FROM treasury WHERE chain_id = ? AND address = ? FOR UPDATE")
                .params(chainId, treasury.text())
                .query(String.class)
                .single();
    }

    /**
     * The least nonce that neither the chain has used nor we have given away: so that no gap stays, whatever became of
     * a nonce, and whoever else signs with the key.
     *
     * @param chainNonce the least that is unused on the chain
     */
    long freeNonce(EvmAddress treasury, long chainNonce) {
        return jdbc.sql("SELECT min(c.nonce) FROM (SELECT ?::bigint AS nonce UNION ALL SELECT nonce + 1 FROM"
                        + " payout_attempt WHERE chain_id = ? AND treasury = ? AND nonce >= ?) c WHERE NOT EXISTS (SELECT"
                        + " 1 FROM payout_attempt a WHERE a.chain_id = ? AND a.treasury = ? AND a.nonce = c.nonce)")
                .params(chainNonce, chainId, treasury.text(), chainNonce, chainId, treasury.text())
                .query(Long.class)
                .single();
    }

    /** What the attempts that the chain hasn't taken yet may cost the treasury. */
    Funds committed(EvmAddress treasury, long chainNonce, Asset asset) {
        return jdbc.sql("SELECT coalesce(sum(t.gas + CASE WHEN p.asset = 'MON' THEN p.amount ELSE 0 END), 0) AS coins,"
                        + " coalesce(sum(p.amount) FILTER (WHERE p.asset = ?), 0) AS units FROM payout_attempt a"
                        + " JOIN payout p ON p.id = a.payout_id CROSS JOIN LATERAL (SELECT max(x.gas_limit * x.max_fee)"
                        + " AS gas FROM payout_transaction x WHERE x.chain_id = a.chain_id AND x.treasury = a.treasury"
                        + " AND x.nonce = a.nonce) t WHERE a.chain_id = ? AND a.treasury = ? AND a.nonce >= ?"
                        + " AND a.state <> 'LOST'")
                .params(asset.code(), chainId, treasury.text(), chainNonce)
                .query((row, number) -> new Funds(
                        row.getBigDecimal("coins").toBigIntegerExact(),
                        row.getBigDecimal("units").toBigIntegerExact()))
                .single();
    }

    void add(Attempt attempt) {
        jdbc.sql("INSERT INTO payout_attempt (chain_id, treasury, nonce, payout_id, since_block)"
                        + " VALUES (?, ?, ?, ?, ?)")
                .params(chainId, attempt.treasury().text(), attempt.nonce(), attempt.payoutId(), attempt.sinceBlock())
                .update();
        addTransaction(attempt, attempt.newest());
    }

    void addTransaction(Attempt attempt, SignedTransaction signed) {
        jdbc.sql("INSERT INTO payout_transaction (chain_id, treasury, nonce, tx_hash, raw, gas_limit, max_fee,"
                        + " priority_fee) VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
                .params(
                        chainId,
                        attempt.treasury().text(),
                        attempt.nonce(),
                        signed.hash().text(),
                        signed.raw(),
                        new BigDecimal(signed.gasLimit()),
                        new BigDecimal(signed.fees().max()),
                        new BigDecimal(signed.fees().priority()))
                .update();
    }

    /** Keeps others from deciding an attempt, until the transaction ends; false if it is decided. */
    boolean lockOpen(Attempt attempt) {
        return jdbc.sql("SELECT nonce FROM payout_attempt WHERE chain_id = ? AND treasury = ? AND nonce = ?"
                        + " AND state = 'OPEN' FOR UPDATE")
                .params(chainId, attempt.treasury().text(), attempt.nonce())
                .query(Long.class)
                .optional()
                .isPresent();
    }

    /** Whether nobody has replaced this transaction meanwhile. */
    boolean isNewest(Attempt attempt, SignedTransaction signed) {
        return jdbc.sql("SELECT tx_hash FROM payout_transaction WHERE chain_id = ? AND treasury = ? AND nonce = ?"
                        + " ORDER BY id DESC LIMIT 1")
                .params(chainId, attempt.treasury().text(), attempt.nonce())
                .query(String.class)
                .single()
                .equals(signed.hash().text());
    }

    void broadcast(TransactionHash hash, @Nullable String objection) {
        jdbc.sql("UPDATE payout_transaction SET broadcast_at = clock_timestamp(), objection = ?"
                        + " WHERE chain_id = ? AND tx_hash = ?")
                .params(objection, chainId, hash.text())
                .update();
    }

    /**
     * Decides an attempt; false if another replica has.
     *
     * @param state PAID, REVERTED, DOUBTFUL or LOST
     */
    boolean close(Attempt attempt, String state) {
        return jdbc.sql("UPDATE payout_attempt SET state = ?, closed_at = now() WHERE chain_id = ? AND treasury = ?"
                                + " AND nonce = ? AND state = 'OPEN'")
                        .params(state, chainId, attempt.treasury().text(), attempt.nonce())
                        .update()
                == 1;
    }

    /** Those that aren't decided, in the order of their nonces. */
    List<Attempt> open() {
        return select("a.state = 'OPEN'", List.of());
    }

    /** Those that were paid, but whose nonce the chain says is unused: their block was replaced after all. */
    List<Attempt> undone(EvmAddress treasury, long chainNonce) {
        return select(
                "a.state = 'PAID' AND a.treasury = ? AND a.nonce >= ? AND t.tx_hash = p.tx_hash",
                List.of(treasury.text(), chainNonce));
    }

    private List<Attempt> select(String condition, List<Object> parameters) {
        Map<String, List<Row>> rows = new LinkedHashMap<>();
        jdbc.sql("SELECT " + PayoutTable.COLUMNS + ", a.treasury, a.nonce, a.since_block, a.state = 'OPEN' AS is_open,"
                        + " t.tx_hash AS hash, t.raw, t.gas_limit, t.max_fee, t.priority_fee,"
                        + " (extract(epoch FROM clock_timestamp() - t.signed_at) * 1000)::bigint AS age_ms,"
                        + " (extract(epoch FROM clock_timestamp() - t.broadcast_at) * 1000)::bigint AS broadcast_ms"
                        + " FROM payout_attempt a JOIN payout p ON p.id = a.payout_id JOIN payout_transaction t"
                        + " ON t.chain_id = a.chain_id AND t.treasury = a.treasury AND t.nonce = a.nonce"
                        + " WHERE a.chain_id = " + chainId + " AND " + condition
                        + " ORDER BY a.treasury, a.nonce, t.id DESC")
                .params(parameters)
                .query((row, number) -> row(row))
                .list()
                .forEach(row -> rows.computeIfAbsent(row.key(), key -> new ArrayList<>())
                        .add(row));
        return rows.values().stream().map(AttemptTable::attempt).toList();
    }

    private Row row(ResultSet row) throws SQLException {
        long broadcastMs = row.getLong("broadcast_ms");
        boolean broadcast = !row.wasNull();
        var signed = new SignedTransaction(
                new TransactionHash(row.getString("hash")),
                row.getString("raw"),
                units(row, "gas_limit"),
                new Fees(units(row, "max_fee"), units(row, "priority_fee")),
                Duration.ofMillis(row.getLong("age_ms")),
                broadcast ? Duration.ofMillis(broadcastMs) : null);
        return new Row(new Attempt(
                row.getLong("id"),
                payouts.payout(row),
                new EvmAddress(row.getString("treasury")),
                row.getLong("nonce"),
                row.getLong("since_block"),
                row.getBoolean("is_open"),
                List.of(signed)));
    }

    private static Attempt attempt(List<Row> rows) {
        Attempt first = rows.get(0).attempt;
        return new Attempt(
                first.payoutId(),
                first.payout(),
                first.treasury(),
                first.nonce(),
                first.sinceBlock(),
                first.isOpen(),
                rows.stream().map(row -> row.attempt.newest()).toList());
    }

    private static BigInteger units(ResultSet row, String column) throws SQLException {
        return row.getBigDecimal(column).toBigIntegerExact();
    }

    /** An attempt with one of its transactions. */
    private record Row(Attempt attempt) {
        String key() {
            return attempt.treasury() + " " + attempt.nonce();
        }
    }
}
