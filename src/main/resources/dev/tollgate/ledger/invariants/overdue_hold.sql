-- No hold outlives its expiry by more than a minute: the sweep runs every ten seconds, but for a while after a silence.
SELECT id::text AS subject, 'request ' || request_id || ' expired ' || expires_at AS detail
FROM hold
WHERE state = 'PENDING' AND expires_at < now() - interval '60 seconds'
    AND (SELECT sweep_from < now() - interval '60 seconds' FROM hold_watch)
