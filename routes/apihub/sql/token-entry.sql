-- An entry that was booked, now or before, as the answer's JSON.
SELECT token_entry_shown(t, a.id)::text AS answer
FROM transfer t JOIN account a ON a.owner = 'user:' || cast(:#${variable.booked.user.id} AS bigint) AND a.asset = 'TOKEN'
WHERE t.id = cast(:#${variable.booked.id} AS uuid)
