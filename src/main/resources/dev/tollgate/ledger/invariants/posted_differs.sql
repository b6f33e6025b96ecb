-- An account's posted is the balance of its latest entry; a wallet's shortfall is what its shortfall account lacks.
WITH touched AS (
    SELECT id FROM account WHERE :all
    UNION SELECT debit_account FROM transfer WHERE seq > :since AND seq <= :until AND debit_after IS NOT NULL
    UNION SELECT credit_account FROM transfer WHERE seq > :since AND seq <= :until AND credit_after IS NOT NULL
), latest AS (
    SELECT a.id, a.owner, a.asset, a.kind, a.posted, coalesce((
        SELECT p.after FROM (
            (SELECT seq, debit_after AS after FROM transfer
             WHERE debit_account = a.id AND debit_after IS NOT NULL ORDER BY seq DESC LIMIT 1)
            UNION ALL
            (SELECT seq, credit_after FROM transfer
             WHERE credit_account = a.id AND credit_after IS NOT NULL ORDER BY seq DESC LIMIT 1)
        ) p ORDER BY p.seq DESC LIMIT 1), 0) AS after
    FROM account a JOIN touched USING (id)
    WHERE a.kind <> 'system'
)
SELECT id::text AS subject, 'posted ' || posted || ', latest entry ' || after AS detail
FROM latest WHERE kind = 'wallet' AND posted <> after
UNION ALL
SELECT l.id::text, 'shortfall ' || coalesce(w.shortfall::text, 'of nobody') || ', latest entry ' || l.after
FROM latest l
LEFT JOIN account w ON w.owner = substr(l.owner, length('shortfall:') + 1) AND w.asset = l.asset
WHERE l.kind = 'shortfall' AND w.shortfall IS DISTINCT FROM -l.after
