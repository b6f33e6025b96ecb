-- A key as the answer's JSON.
SELECT api_key_shown(k)::text AS answer FROM api_key k WHERE k.id = cast(:#${variable.keyId} AS bigint)
