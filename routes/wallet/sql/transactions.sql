-- One page of a wallet's transfers, newest first, as the answer's JSON. Credits and debits are read by an index each.
WITH mine AS (
    SELECT id FROM account WHERE owner = :#${variable.owner} AND asset = 'MON'
), page AS (
    SELECT seq, id, purpose, request_id, created_at, amount, 'credit' AS direction, credit_after AS balance_after
    FROM transfer WHERE credit_account = (SELECT id FROM mine) AND credit_after IS NOT NULL
    UNION ALL
    SELECT seq, id, purpose, request_id, created_at, amount, 'debit', debit_after
    FROM transfer WHERE debit_account = (SELECT id FROM mine) AND debit_after IS NOT NULL
    ORDER BY seq DESC
    LIMIT cast(:#${variable.pageSize} AS bigint) OFFSET cast(:#${variable.offset} AS bigint)
)
SELECT json_build_object(
    'items', coalesce((
        SELECT json_agg(json_build_object(
            'id', id,
            'type', purpose,
            'direction', direction,
            'amount', amount::text,
            'balance_after', balance_after::text,
            'request_id', request_id,
            'created_at', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY seq DESC)
        FROM page), '[]'::json),
    'total',
        (SELECT count(*) FROM transfer WHERE credit_account = (SELECT id FROM mine) AND credit_after IS NOT NULL)
        + (SELECT count(*) FROM transfer WHERE debit_account = (SELECT id FROM mine) AND debit_after IS NOT NULL),
    'page', cast(:#${variable.page} AS bigint),
    'page_size', cast(:#${variable.pageSize} AS bigint))::text AS answer
