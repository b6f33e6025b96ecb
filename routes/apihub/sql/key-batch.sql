-- The keys of one of the caller's batches, as the answer's JSON; nothing where there is none. An admin sees everybody's.
SELECT json_build_object('batch_id', k.batch_id, 'count', count(*), 'keys', json_agg(api_key_shown(k) ORDER BY k.id))::text
    AS answer
FROM api_key k
WHERE k.batch_id = :#${variable.path[batch_id]}
    AND (k.user_id = cast(:#${variable.user.id} AS bigint) OR cast(:#${variable.user.admin} AS boolean))
GROUP BY k.batch_id
