-- A key as the answer's JSON.
SELECT api_key_shown(k, u)::text AS answer FROM api_key k JOIN api_key_use u ON u.key_id = k.id
WHERE k.id = cast(:#${variable.keyId} AS bigint)
