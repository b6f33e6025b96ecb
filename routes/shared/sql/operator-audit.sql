-- One page of what operators did to the books, newest first, as the answer's JSON.
WITH page AS (
    SELECT * FROM audit ORDER BY id DESC
    LIMIT cast(:#${variable.pageSize} AS bigint) OFFSET cast(:#${variable.offset} AS bigint)
)
SELECT json_build_object(
    'items', coalesce((
        SELECT json_agg(json_build_object(
            'operator', operator,
            'action', action,
            'subject', subject,
            'reason', reason,
            'request_id', request_id,
            'at', to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY id DESC)
        FROM page), '[]'::json),
    'total', (SELECT count(*) FROM audit),
    'page', cast(:#${variable.page} AS bigint),
    'page_size', cast(:#${variable.pageSize} AS bigint))::text AS answer
