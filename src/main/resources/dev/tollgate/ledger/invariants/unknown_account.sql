-- Both accounts of a transfer exist; there is no foreign key, for speed.
SELECT t.id::text AS subject, t.debit_account || ' -> ' || t.credit_account AS detail
FROM transfer t
LEFT JOIN account d ON d.id = t.debit_account
LEFT JOIN account c ON c.id = t.credit_account
WHERE t.seq > :since AND t.seq <= :until AND (d.id IS NULL OR c.id IS NULL)
