-- What was used, added up, as the answer's JSON: the hours that are added up already, and what was written since. The
-- latter is bounded on both sides, so that the planner expects little of it: it is read by its index whatever is asked for.
WITH latest AS MATERIALIZED (
    SELECT * FROM usage_event
    WHERE seq > (SELECT seq FROM usage_rolled) AND seq < 9223372036854775807 AND asset = 'TOKEN'
), counted AS (
    SELECT hour, owner, key_id, model, requests, failed, input_tokens, output_tokens, cache_write_tokens, cache_read_tokens,
        cost, duration_ms, first_token_ms, first_tokens
    FROM usage_hour WHERE asset = 'TOKEN'
    UNION ALL
    SELECT date_trunc('hour', created_at, cast(:#${variable.usageGrouping.zone} AS text)), owner, key_id, model,
        sign, CASE outcome WHEN 'ok' THEN 0 ELSE sign END, sign * input_tokens, sign * output_tokens,
        sign * cache_write_tokens, sign * cache_read_tokens, sign * charge, sign * duration_ms,
        coalesce(sign * first_token_ms, 0), CASE WHEN first_token_ms IS NULL THEN 0 ELSE sign END
    FROM latest
), added AS (
    SELECT
        CASE cast(:#${variable.usageGrouping.slot} AS text)
            WHEN 'hour' THEN hour
            WHEN 'day' THEN date_trunc('day', hour, cast(:#${variable.usageGrouping.zone} AS text)) END AS slot,
        CASE WHEN cast(:#${variable.usageGrouping.model} AS boolean) THEN model END AS model,
        CASE WHEN cast(:#${variable.usageGrouping.key} AS boolean) THEN nullif(key_id, 0) END AS key_id,
        CASE WHEN cast(:#${variable.usageGrouping.user} AS boolean)
            THEN cast(substr(owner, length('user:') + 1) AS bigint) END AS user_id,
        sum(requests) AS requests, sum(failed) AS failed,
        sum(input_tokens) AS input_tokens, sum(output_tokens) AS output_tokens,
        sum(cache_write_tokens) AS cache_write_tokens, sum(cache_read_tokens) AS cache_read_tokens,
        sum(cost) AS cost, sum(duration_ms) AS duration_ms,
        sum(first_token_ms) AS first_token_ms, sum(first_tokens) AS first_tokens
    FROM counted
    WHERE hour >= cast(:#${variable.usageFilter.from} AS timestamptz)
        AND hour < cast(:#${variable.usageFilter.to} AS timestamptz)
        AND starts_with(owner, 'user:')
        AND (cast(:#${variable.usageFilter.owner} AS text) IS NULL OR owner = cast(:#${variable.usageFilter.owner} AS text))
        AND (cast(:#${variable.usageFilter.model} AS text) IS NULL
            OR model = left(cast(:#${variable.usageFilter.model} AS text), 200))
        AND (cast(:#${variable.usageFilter.keyId} AS bigint) IS NULL
            OR key_id = cast(:#${variable.usageFilter.keyId} AS bigint))
    GROUP BY 1, 2, 3, 4
    HAVING sum(requests) > 0
), page AS (
    SELECT * FROM added ORDER BY slot DESC, cost DESC, model, key_id, user_id
    LIMIT cast(:#${variable.pageSize} AS bigint) OFFSET cast(:#${variable.offset} AS bigint)
)
SELECT json_build_object(
    'items', coalesce((
        SELECT json_agg(json_strip_nulls(json_build_object(
            'hour', CASE cast(:#${variable.usageGrouping.slot} AS text) WHEN 'hour'
                THEN to_char(p.slot AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') END,
            'day', CASE cast(:#${variable.usageGrouping.slot} AS text) WHEN 'day'
                THEN to_char(p.slot AT TIME ZONE cast(:#${variable.usageGrouping.zone} AS text), 'YYYY-MM-DD') END,
            'model', p.model,
            'key_id', p.key_id,
            'key_name', k.name,
            'user_id', p.user_id,
            'username', u.username,
            'requests', p.requests,
            'failed', p.failed,
            'input_tokens', p.input_tokens,
            'output_tokens', p.output_tokens,
            'cache_write_tokens', p.cache_write_tokens,
            'cache_read_tokens', p.cache_read_tokens,
            'total_tokens', p.input_tokens + p.output_tokens + p.cache_write_tokens + p.cache_read_tokens,
            'cost', trim_scale(p.cost * 0.000001),
            'avg_latency_ms', round(p.duration_ms / p.requests),
            'avg_first_token_ms', round(p.first_token_ms / nullif(p.first_tokens, 0))))
            ORDER BY p.slot DESC, p.cost DESC, p.model, p.key_id, p.user_id)
        FROM page p LEFT JOIN api_key k ON k.id = p.key_id LEFT JOIN users u ON u.id = p.user_id), '[]'::json),
    'totals', (
        SELECT json_strip_nulls(json_build_object(
            'requests', coalesce(sum(requests), 0),
            'failed', coalesce(sum(failed), 0),
            'input_tokens', coalesce(sum(input_tokens), 0),
            'output_tokens', coalesce(sum(output_tokens), 0),
            'cache_write_tokens', coalesce(sum(cache_write_tokens), 0),
            'cache_read_tokens', coalesce(sum(cache_read_tokens), 0),
            'total_tokens', coalesce(sum(input_tokens + output_tokens + cache_write_tokens + cache_read_tokens), 0),
            'cost', trim_scale(coalesce(sum(cost), 0) * 0.000001),
            'avg_latency_ms', round(sum(duration_ms) / sum(requests)),
            'avg_first_token_ms', round(sum(first_token_ms) / nullif(sum(first_tokens), 0))))
        FROM added),
    'from', to_char(cast(:#${variable.usageFilter.from} AS timestamptz) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'to', to_char(cast(:#${variable.usageFilter.to} AS timestamptz) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
    'total', (SELECT count(*) FROM added),
    'page', cast(:#${variable.page} AS bigint),
    'page_size', cast(:#${variable.pageSize} AS bigint))::text AS answer
