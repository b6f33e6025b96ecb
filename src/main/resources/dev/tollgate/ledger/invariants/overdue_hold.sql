-- No hold outlives its expiry by more than a minute: the sweep runs every ten seconds.
SELECT id::text AS subject, 'request ' || request_id || ' expired ' || expires_at AS detail
FROM hold
WHERE state = 'PENDING' AND expires_at < now() - interval '60 seconds' AND :since >= 0
