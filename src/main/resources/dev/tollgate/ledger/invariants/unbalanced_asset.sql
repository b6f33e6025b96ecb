-- Per asset the entries sum to 0: both sides of every transfer are of one asset and of one amount above 0.
SELECT t.id::text AS subject, d.asset || ' -> ' || c.asset || ' ' || t.amount AS detail
FROM transfer t
JOIN account d ON d.id = t.debit_account
JOIN account c ON c.id = t.credit_account
WHERE t.seq > :since AND t.seq <= :until AND (d.asset <> c.asset OR d.id = c.id OR NOT (t.amount > 0 AND t.amount < 'NaN'))
