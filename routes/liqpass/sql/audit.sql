-- One page of what was done to SKUs and capital, newest first, as the answer's JSON.
WITH found AS (
    SELECT * FROM cover_audit
    WHERE cast(:#${variable.query[sku_id]} AS text) IS NULL OR sku_id = cast(:#${variable.query[sku_id]} AS text)
), page AS (
    SELECT * FROM found ORDER BY id DESC
    LIMIT cast(:#${variable.pageSize} AS bigint) OFFSET cast(:#${variable.offset} AS bigint)
)
SELECT json_build_object('success', true, 'data', json_build_object(
    'items', coalesce((
        SELECT json_agg(json_build_object(
            'at', cover_time(at),
            'actor', actor,
            'action', action,
            'sku_id', sku_id,
            'before', before,
            'after', after,
            'request_id', request_id) ORDER BY id DESC)
        FROM page), '[]'::json),
    'total', (SELECT count(*) FROM found),
    'page', cast(:#${variable.page} AS bigint),
    'page_size', cast(:#${variable.pageSize} AS bigint)), 'message', '操作成功')::text AS answer
