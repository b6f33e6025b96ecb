-- One page of keys, newest first, as the answer's JSON: of variable ownerId, or of everybody where it isn't set.
WITH found AS (
    SELECT id FROM api_key
    WHERE (cast(:#${variable.ownerId} AS bigint) IS NULL OR user_id = cast(:#${variable.ownerId} AS bigint))
        AND (cast(:#${variable.query[search]} AS text) IS NULL
            OR strpos(lower(name), lower(cast(:#${variable.query[search]} AS text))) > 0
            OR starts_with(key_prefix, cast(:#${variable.query[search]} AS text)))
), page AS (
    SELECT id FROM found ORDER BY id DESC
    LIMIT cast(:#${variable.pageSize} AS bigint) OFFSET cast(:#${variable.offset} AS bigint)
)
SELECT json_build_object(
    'items', coalesce((
        SELECT json_agg(api_key_shown(k) ORDER BY k.id DESC)
        FROM page JOIN api_key k USING (id)), '[]'::json),
    'total', (SELECT count(*) FROM found),
    'page', cast(:#${variable.page} AS bigint),
    'page_size', cast(:#${variable.pageSize} AS bigint))::text AS answer
