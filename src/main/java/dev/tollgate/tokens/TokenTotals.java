package dev.tollgate.tokens;

import dev.tollgate.ledger.FinishedHistory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Adds up what users have recharged and consumed, from the ledger's entries, so that whoever asks has only the latest to
 * add (SQL function {@code token_money}).
 */
public final class TokenTotals {

    private static final int STEP = 10_000;
    private static final String ADD = """
            WITH span AS (
                SELECT amount, debit_account, credit_account FROM transfer WHERE seq > :since AND seq <= :until
            ), entry AS (
                SELECT mine.id AS account,
                    CASE other.owner WHEN 'system:recharges' THEN amount ELSE 0 END AS recharged,
                    CASE WHEN other.owner IN ('system:revenue', 'shortfall:' || mine.owner) THEN -amount ELSE 0 END AS consumed
                FROM span JOIN account mine ON mine.id = credit_account JOIN account other ON other.id = debit_account
                WHERE mine.kind = 'wallet' AND mine.asset = 'TOKEN'
                UNION ALL
                SELECT mine.id, 0,
                    CASE WHEN other.owner IN ('system:revenue', 'shortfall:' || mine.owner) THEN amount ELSE 0 END
                FROM span JOIN account mine ON mine.id = debit_account JOIN account other ON other.id = credit_account
                WHERE mine.kind = 'wallet' AND mine.asset = 'TOKEN'
            )
            INSERT INTO token_money_until AS known (account, seq, recharged, consumed, entries)
            SELECT account, :until, sum(recharged), sum(consumed), count(*) FROM entry GROUP BY account
            ON CONFLICT (account) DO UPDATE SET seq = excluded.seq,
                recharged = known.recharged + excluded.recharged, consumed = known.consumed + excluded.consumed,
                entries = known.entries + excluded.entries
            """;

    private final FinishedHistory history;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final int step;

    TokenTotals(FinishedHistory history, JdbcClient jdbc, TransactionTemplate transaction) {
        this(history, jdbc, transaction, STEP);
    }

    TokenTotals(FinishedHistory history, JdbcClient jdbc, TransactionTemplate transaction, int step) {
        this.history = history;
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.step = step;
    }

    /** Adds what is new, in steps of a transaction each, to where no transfer will come in between any more. */
    public void rollUp() {
        FinishedHistory.End end = history.end();
        if (end.finished()) {
            while (addStep(end.seq())) {
                // the next one
            }
        }
    }

    /** Returns whether there is more. */
    private boolean addStep(long end) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            long since = jdbc.sql("SELECT seq FROM token_money_rolled FOR UPDATE")
                    .query(Long.class)
                    .single();
            long until = Math.min(since + step, end);
            if (until <= since) {
                return false;
            }
            jdbc.sql(ADD).param("since", since).param("until", until).update();
            jdbc.sql("UPDATE token_money_rolled SET seq = ?").param(until).update();
            return until < end;
        }));
    }
}
