package dev.tollgate.payout;

import dev.tollgate.evm.EvmAddress;
import dev.tollgate.evm.Inclusion;
import dev.tollgate.evm.TransactionHash;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table of payouts. Each change says which states it is allowed in, and whether it was: of several that try at once,
 * on whichever replica, one succeeds.
 */
final class PayoutTable {

    static final String COLUMNS =
            "p.id, p.subject, p.chain_id, p.recipient, p.asset, p.amount, p.state, p.problem, p.tx_hash";

    private static final String UNDER_WAY = " AND state IN ('SIGNED', 'SENT')";

    private final JdbcClient jdbc;
    private final PayoutTokens tokens;

    PayoutTable(JdbcClient jdbc, PayoutTokens tokens) {
        this.jdbc = jdbc;
        this.tokens = tokens;
    }

    /** Writes an intent; false if its subject has one. */
    boolean add(Payout payout) {
        return jdbc.sql("INSERT INTO payout (subject, chain_id, recipient, asset, amount) VALUES (?, ?, ?, ?, ?)"
                                + " ON CONFLICT (subject) DO NOTHING")
                        .params(
                                payout.subject(),
                                payout.chainId(),
                                payout.recipient().text(),
                                payout.asset().code(),
                                new BigDecimal(payout.amount()))
                        .update()
                == 1;
    }

    Optional<Payout> find(String subject) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM payout p WHERE p.subject = ?")
                .param(subject)
                .query((row, number) -> payout(row))
                .optional();
    }

    /** Whether the chain must be asked: something is on its way, or was paid within the hour. */
    boolean isBusy(long chainId) {
        return jdbc.sql(
                        "SELECT EXISTS (SELECT 1 FROM payout WHERE state IN ('INTENDED', 'SIGNED', 'SENT')"
                                + " AND chain_id = ?) OR EXISTS (SELECT 1 FROM payout WHERE paid_at > now() - interval '1 hour')")
                .param(chainId)
                .query(Boolean.class)
                .single();
    }

    /** Those to sign now, those first that wait the longest for a try. */
    List<PayoutRow> due(long chainId, int limit) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM payout p WHERE p.state = 'INTENDED' AND p.chain_id = ?"
                        + " AND p.next_try_at <= now() ORDER BY p.next_try_at, p.id LIMIT ?")
                .params(chainId, limit)
                .query((row, number) -> new PayoutRow(row.getLong("id"), payout(row)))
                .list();
    }

    boolean signed(long id) {
        return jdbc.sql("UPDATE payout SET state = 'SIGNED', problem = NULL WHERE id = ? AND state = 'INTENDED'")
                        .param(id)
                        .update()
                == 1;
    }

    boolean sent(long id, TransactionHash transaction) {
        return jdbc.sql("UPDATE payout SET state = 'SENT', tx_hash = ? WHERE id = ?" + UNDER_WAY)
                        .params(transaction.text(), id)
                        .update()
                == 1;
    }

    /** Writes down what became of it: paid, reverted, doubtful. */
    boolean closed(
            long id, PayoutState state, @Nullable String problem, TransactionHash transaction, Inclusion inclusion) {
        return jdbc.sql("UPDATE payout SET state = ?, problem = ?, tx_hash = ?, block_number = ?, block_hash = ?,"
                                + " paid_at = CASE WHEN ? THEN now() END WHERE id = ?" + UNDER_WAY)
                        .params(
                                state.name(),
                                problem,
                                transaction.text(),
                                inclusion.blockNumber(),
                                inclusion.blockHash(),
                                state == PayoutState.PAID,
                                id)
                        .update()
                == 1;
    }

    /** Lets what lost its nonce to a stranger be signed again. */
    boolean lost(long id, String problem) {
        return jdbc.sql("UPDATE payout SET state = 'INTENDED', problem = ?, next_try_at = now() WHERE id = ?"
                                + UNDER_WAY)
                        .params(problem, id)
                        .update()
                == 1;
    }

    /** Lets what was reverted be signed again. */
    boolean retried(String subject) {
        return jdbc.sql("UPDATE payout SET state = 'INTENDED', problem = NULL, next_try_at = now()"
                                + " WHERE subject = ? AND state = 'REVERTED'")
                        .param(subject)
                        .update()
                == 1;
    }

    /** Notes why it waits, and when to try again; false if that is known, or it doesn't wait. */
    boolean waits(long id, String problem, Duration tryAgainAfter) {
        boolean news = noted(id, problem);
        jdbc.sql("UPDATE payout SET next_try_at = now() + make_interval(secs => ?) WHERE id = ? AND state = 'INTENDED'")
                .params(tryAgainAfter.toMillis() / 1000.0, id)
                .update();
        return news;
    }

    /** Notes what is wrong with one that isn't decided; false if that is known. */
    boolean noted(long id, @Nullable String problem) {
        return jdbc.sql("UPDATE payout SET problem = ? WHERE id = ? AND state IN ('INTENDED', 'SIGNED', 'SENT')"
                                + " AND problem IS DISTINCT FROM ?")
                        .params(problem, id, problem)
                        .update()
                == 1;
    }

    /** Notes why none can be signed; returns the subjects that this is news for. */
    List<String> allWait(long chainId, String problem, int limit) {
        return waiting("state = 'INTENDED' AND chain_id = ?", chainId, problem, limit);
    }

    /** Notes why those of other chains wait; returns the subjects that this is news for. */
    List<String> strangersWait(long chainId, String problem, int limit) {
        return waiting("state IN ('INTENDED', 'SIGNED', 'SENT') AND chain_id <> ?", chainId, problem, limit);
    }

    private List<String> waiting(String condition, long chainId, String problem, int limit) {
        return jdbc.sql("UPDATE payout SET problem = ? WHERE id IN (SELECT id FROM payout WHERE " + condition
                        + " AND problem IS DISTINCT FROM ? ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED)"
                        + " RETURNING subject")
                .params(problem, chainId, problem, limit)
                .query(String.class)
                .list();
    }

    Payout payout(ResultSet row) throws SQLException {
        String transaction = row.getString("tx_hash");
        return new Payout(
                row.getString("subject"),
                row.getLong("chain_id"),
                new EvmAddress(row.getString("recipient")),
                tokens.named(row.getString("asset")),
                row.getBigDecimal("amount").toBigIntegerExact(),
                PayoutState.valueOf(row.getString("state")),
                row.getString("problem"),
                transaction == null ? null : new TransactionHash(transaction));
    }
}
