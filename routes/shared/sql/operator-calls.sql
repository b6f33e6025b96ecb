-- Calls of one request id, or the most recent ones where none is given, as the answer's JSON.
WITH page AS (
    SELECT * FROM usage
    WHERE cast(:#${variable.query[request_id]} AS text) IS NULL OR request_id = :#${variable.query[request_id]}
    ORDER BY created_at DESC, hold_id DESC
    LIMIT cast(:#${variable.pageSize} AS bigint) OFFSET cast(:#${variable.offset} AS bigint)
)
SELECT json_build_object(
    'items', coalesce((
        SELECT json_agg(json_build_object(
            'hold_id', hold_id,
            'request_id', request_id,
            'owner', owner,
            'route', route,
            'model', model,
            'input_tokens', input_tokens,
            'output_tokens', output_tokens,
            'cache_write_tokens', cache_write_tokens,
            'cache_read_tokens', cache_read_tokens,
            'duration_ms', duration_ms,
            'first_token_ms', first_token_ms,
            'outcome', outcome,
            'upstream_status', upstream_status,
            'charge', charge::text,
            'asset', asset,
            'price', price,
            'created_at', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
            ORDER BY created_at DESC, hold_id DESC)
        FROM page), '[]'::json),
    'page', cast(:#${variable.page} AS bigint),
    'page_size', cast(:#${variable.pageSize} AS bigint))::text AS answer
