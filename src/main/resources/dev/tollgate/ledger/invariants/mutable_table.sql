-- The triggers that keep booked rows as they are exist and fire.
SELECT w.table_name || '.' || w.trigger_name AS subject, 'missing or disabled' AS detail
FROM (VALUES
    ('transfer', 'transfer_immutable'), ('external_ref', 'external_ref_immutable'), ('audit', 'audit_immutable'),
    ('account', 'account_kept'), ('hold', 'hold_kept'), ('hold', 'hold_resolved_once')
) AS w (table_name, trigger_name)
LEFT JOIN pg_trigger t
    ON t.tgrelid = to_regclass(w.table_name) AND t.tgname = w.trigger_name AND t.tgenabled IN ('O', 'A')
WHERE t.oid IS NULL
