-- An external event is booked by exactly one transfer, and a transfer books at most one event.
SELECT e.source || ' ' || e.external_id AS subject, 'transfer ' || e.transfer_id || ' is missing' AS detail
FROM external_ref e LEFT JOIN transfer t ON t.id = e.transfer_id
WHERE t.id IS NULL
UNION ALL
SELECT transfer_id::text, 'books ' || count(*) || ' events' FROM external_ref GROUP BY transfer_id HAVING count(*) > 1
