-- One page of the holds that are neither settled nor voided, the oldest first, as the answer's JSON.
WITH page AS (
    SELECT h.*, a.owner, a.asset FROM hold h JOIN account a ON a.id = h.account
    WHERE h.state = 'PENDING' ORDER BY h.created_at, h.id
    LIMIT cast(:#${variable.pageSize} AS bigint) OFFSET cast(:#${variable.offset} AS bigint)
)
SELECT json_build_object(
    'items', coalesce((
        SELECT json_agg(json_build_object(
            'id', id,
            'owner', owner,
            'asset', asset,
            'amount', amount::text,
            'purpose', purpose,
            'request_id', request_id,
            'on_lost', on_lost,
            'created_at', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
            'expires_at', to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
            ORDER BY created_at, id)
        FROM page), '[]'::json),
    'total', (SELECT count(*) FROM hold WHERE state = 'PENDING'),
    'page', cast(:#${variable.page} AS bigint),
    'page_size', cast(:#${variable.pageSize} AS bigint))::text AS answer
