-- Posted is the sum of all entries, added up from the first; a debt nobody booked is found here too.
WITH entry AS (
    SELECT debit_account AS account, -amount AS change FROM transfer
    UNION ALL
    SELECT credit_account, amount FROM transfer
), total AS (
    SELECT account, sum(change) AS total FROM entry GROUP BY account
)
SELECT a.id::text AS subject, 'posted ' || a.posted || ', entries ' || coalesce(t.total, 0) AS detail
FROM account a LEFT JOIN total t ON t.account = a.id
WHERE a.kind = 'wallet' AND a.posted <> coalesce(t.total, 0)
UNION ALL
SELECT a.id::text, 'shortfall ' || a.shortfall || ', entries ' || coalesce(t.total, 0)
FROM account a
LEFT JOIN account s ON s.owner = 'shortfall:' || a.owner AND s.asset = a.asset
LEFT JOIN total t ON t.account = s.id
WHERE a.kind = 'wallet' AND a.shortfall <> -coalesce(t.total, 0)
