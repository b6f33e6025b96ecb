-- One page of the claims that fit, newest first, as the answer's JSON.
WITH found AS (
    SELECT c, o
    FROM cover_claim c JOIN cover_order o ON o.id = c.order_id
    WHERE (cast(:#${variable.query[status]} AS text) IS NULL OR c.status = cast(:#${variable.query[status]} AS text))
        AND (cast(:#${variable.query[order_id]} AS text) IS NULL OR c.order_id = cast(:#${variable.query[order_id]} AS text))
        AND (cast(:#${variable.query[wallet]} AS text) IS NULL
            OR o.owner = 'wallet:' || lower(cast(:#${variable.query[wallet]} AS text)))
)
SELECT json_build_object(
    'success', true,
    'data', json_build_object(
        'items', coalesce((
            SELECT json_agg(cover_claim_admin(c, o) ORDER BY (c).filed_at DESC, (c).id DESC)
            FROM (
                SELECT c, o FROM found ORDER BY (c).filed_at DESC, (c).id DESC
                LIMIT cast(:#${variable.pageSize} AS bigint) OFFSET cast(:#${variable.offset} AS bigint)
            ) AS page), '[]'::json),
        'total', (SELECT count(*) FROM found),
        'page', cast(:#${variable.page} AS bigint),
        'page_size', cast(:#${variable.pageSize} AS bigint)),
    'message', '操作成功')::text AS answer
