-- Nobody has spent or set aside more than there was, and nobody owes while having money to spend.
WITH touched AS (
    SELECT id FROM account WHERE :all
    UNION SELECT account FROM hold WHERE state = 'PENDING'
    UNION SELECT debit_account FROM transfer WHERE seq > :since AND seq <= :until
    UNION SELECT credit_account FROM transfer WHERE seq > :since AND seq <= :until
)
SELECT a.id::text AS subject, 'posted ' || posted || ', held ' || held || ', shortfall ' || shortfall AS detail
FROM account a JOIN touched USING (id)
WHERE posted - held < 0 OR held < 0 OR shortfall < 0 OR (shortfall > 0 AND posted <> held)
   OR posted = 'NaN' OR held = 'NaN' OR shortfall = 'NaN'
