-- One page of a wallet's calls, newest first, as the answer's JSON.
WITH page AS (
    SELECT * FROM usage WHERE owner = :#${variable.owner}
    ORDER BY created_at DESC, hold_id DESC
    LIMIT cast(:#${variable.pageSize} AS bigint) OFFSET cast(:#${variable.offset} AS bigint)
)
SELECT json_build_object(
    'items', coalesce((
        SELECT json_agg(json_build_object(
            'request_id', request_id,
            'model', model,
            'input_tokens', input_tokens,
            'output_tokens', output_tokens,
            'cache_write_tokens', cache_write_tokens,
            'cache_read_tokens', cache_read_tokens,
            'duration_ms', duration_ms,
            'first_token_ms', first_token_ms,
            'outcome', outcome,
            'charge', charge::text,
            'asset', asset,
            'created_at', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
            ORDER BY created_at DESC, hold_id DESC)
        FROM page), '[]'::json),
    'total', (SELECT count(*) FROM usage WHERE owner = :#${variable.owner}),
    'page', cast(:#${variable.page} AS bigint),
    'page_size', cast(:#${variable.pageSize} AS bigint))::text AS answer
