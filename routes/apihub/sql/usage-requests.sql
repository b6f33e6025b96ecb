-- One page of calls, newest first, as the answer's JSON. Not kept between: the page is read by its index, and stops.
WITH found AS NOT MATERIALIZED (
    SELECT * FROM usage_found(
        cast(:#${variable.usageFilter.owner} AS text),
        cast(:#${variable.usageFilter.from} AS timestamptz),
        cast(:#${variable.usageFilter.to} AS timestamptz),
        cast(:#${variable.usageFilter.model} AS text),
        cast(:#${variable.usageFilter.keyId} AS bigint),
        cast(:#${variable.usageFilter.status} AS integer),
        cast(:#${variable.usageFilter.outcome} AS text),
        cast(:#${variable.usageFilter.requestId} AS text))
), page AS (
    SELECT * FROM found ORDER BY created_at DESC, id DESC
    LIMIT cast(:#${variable.pageSize} AS bigint) OFFSET cast(:#${variable.offset} AS bigint)
)
SELECT json_build_object(
    'items', coalesce((
        SELECT json_agg(json_build_object(
            'id', id,
            'request_id', request_id,
            'created_at', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'user_id', user_id,
            'key_id', key_id,
            'key_name', key_name,
            'model', model,
            'path', path,
            'input_tokens', input_tokens,
            'output_tokens', output_tokens,
            'cache_write_tokens', cache_write_tokens,
            'cache_read_tokens', cache_read_tokens,
            'cost', cost,
            'price', price,
            'latency_ms', latency_ms,
            'first_token_ms', first_token_ms,
            'status', status,
            'outcome', outcome)
            ORDER BY created_at DESC, id DESC)
        FROM page), '[]'::json),
    'total', (SELECT count(*) FROM found),
    'page', cast(:#${variable.page} AS bigint),
    'page_size', cast(:#${variable.pageSize} AS bigint))::text AS answer
