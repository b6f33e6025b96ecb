-- One page of an account's transfers, newest first, with its balance, as the answer's JSON.
WITH mine AS (
    SELECT * FROM account WHERE owner = :#${variable.path[owner]} AND asset = :#${variable.asset}
), entries AS (
    -- A wallet's transfers are read by an index each way; a system account's have none, and all are looked through.
    SELECT t.*, true AS credit FROM transfer t
    WHERE t.credit_account = (SELECT id FROM mine WHERE kind = 'wallet') AND t.credit_after IS NOT NULL
    UNION ALL
    SELECT t.*, false FROM transfer t
    WHERE t.debit_account = (SELECT id FROM mine WHERE kind = 'wallet') AND t.debit_after IS NOT NULL
    UNION ALL
    SELECT t.*, t.credit_account = m.id FROM mine m
        JOIN transfer t ON m.kind <> 'wallet' AND (t.credit_account = m.id OR t.debit_account = m.id)
), page AS (
    SELECT * FROM entries ORDER BY seq DESC
    LIMIT cast(:#${variable.pageSize} AS bigint) OFFSET cast(:#${variable.offset} AS bigint)
)
SELECT json_build_object(
    'owner', owner,
    'asset', asset,
    'posted', posted::text,
    'held', held::text,
    'available', (posted - held)::text,
    'shortfall', shortfall::text,
    'frozen', frozen,
    'items', coalesce((
        SELECT json_agg(json_build_object(
            'id', id,
            'purpose', purpose,
            'direction', CASE WHEN credit THEN 'credit' ELSE 'debit' END,
            'amount', amount::text,
            'balance_after', CASE WHEN credit THEN credit_after ELSE debit_after END::text,
            'counterpart', (
                SELECT owner FROM account WHERE account.id = CASE WHEN credit THEN debit_account ELSE credit_account END),
            'hold_id', hold_id,
            'request_id', request_id,
            'reason', reason,
            'created_at', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) ORDER BY seq DESC)
        FROM page), '[]'::json),
    'total', (SELECT count(*) FROM entries),
    'page', cast(:#${variable.page} AS bigint),
    'page_size', cast(:#${variable.pageSize} AS bigint))::text AS answer
FROM mine
