-- One page of all SKUs, by leverage as the catalogue, as the answer's JSON.
WITH page AS (
    SELECT s FROM sku s ORDER BY (s).leverage, (s).id
    LIMIT cast(:#${variable.pageSize} AS bigint) OFFSET cast(:#${variable.offset} AS bigint)
)
SELECT json_build_object('success', true, 'data', json_build_object(
    'items', coalesce((SELECT json_agg(sku_shown(s) ORDER BY (s).leverage, (s).id) FROM page), '[]'::json),
    'total', (SELECT count(*) FROM sku),
    'page', cast(:#${variable.page} AS bigint),
    'page_size', cast(:#${variable.pageSize} AS bigint)), 'message', '操作成功')::text AS answer
