-- Each entry's balance is the one before it plus the entry. The first of the window is compared with what came before.
WITH entry AS (
    SELECT id, seq, debit_account AS account, -amount AS change, debit_after AS after
    FROM transfer WHERE seq > :since AND seq <= :until AND debit_after IS NOT NULL
    UNION ALL
    SELECT id, seq, credit_account, amount, credit_after
    FROM transfer WHERE seq > :since AND seq <= :until AND credit_after IS NOT NULL
), chained AS (
    SELECT *, lag(after) OVER (PARTITION BY account ORDER BY seq) AS before FROM entry
)
SELECT e.id || '/' || e.account AS subject, e.after || ' follows ' || coalesce(b.before, 0) || ' ' || e.change AS detail
FROM chained e
LEFT JOIN LATERAL (
    SELECT coalesce(e.before, (
        SELECT p.after FROM (
            (SELECT seq, debit_after AS after FROM transfer
             WHERE debit_account = e.account AND debit_after IS NOT NULL AND seq < e.seq ORDER BY seq DESC LIMIT 1)
            UNION ALL
            (SELECT seq, credit_after FROM transfer
             WHERE credit_account = e.account AND credit_after IS NOT NULL AND seq < e.seq ORDER BY seq DESC LIMIT 1)
        ) p ORDER BY p.seq DESC LIMIT 1)) AS before
) b ON true
WHERE e.after <> coalesce(b.before, 0) + e.change
