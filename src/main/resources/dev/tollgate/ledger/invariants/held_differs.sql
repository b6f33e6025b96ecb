-- Held is the sum of the account's pending holds.
WITH pending AS (
    SELECT account, sum(amount) AS amount FROM hold WHERE state = 'PENDING' GROUP BY account
), touched AS (
    SELECT id FROM account WHERE :all
    UNION SELECT account FROM pending
    UNION SELECT debit_account FROM transfer WHERE seq > :since AND seq <= :until
)
SELECT t.id::text AS subject, 'held ' || coalesce(a.held::text, 'by nobody') || ', pending ' || coalesce(p.amount, 0) AS detail
FROM touched t
LEFT JOIN account a ON a.id = t.id
LEFT JOIN pending p ON p.account = t.id
WHERE a.held IS DISTINCT FROM coalesce(p.amount, 0)
