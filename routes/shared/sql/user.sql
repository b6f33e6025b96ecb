-- A user and what they have, as the answer's JSON.
SELECT user_shown(u)::text AS answer FROM users u WHERE u.id = cast(:#${variable.user.id} AS bigint)
