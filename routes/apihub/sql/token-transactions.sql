-- One page of a user's entries, newest first, as the answer's JSON. Credits and debits are read by an index each.
WITH mine AS (
    SELECT id FROM account WHERE owner = :#${variable.owner} AND asset = 'TOKEN'
), page AS (
    SELECT seq, t FROM transfer t WHERE credit_account = (SELECT id FROM mine) AND credit_after IS NOT NULL
    UNION ALL
    SELECT seq, t FROM transfer t WHERE debit_account = (SELECT id FROM mine) AND debit_after IS NOT NULL
    ORDER BY seq DESC
    LIMIT cast(:#${variable.pageSize} AS bigint) OFFSET cast(:#${variable.offset} AS bigint)
)
SELECT json_build_object(
    'items', coalesce((SELECT json_agg(token_entry_shown(t, (SELECT id FROM mine)) ORDER BY seq DESC) FROM page), '[]'::json),
    'total', (SELECT entries FROM token_money(:#${variable.owner})),
    'page', cast(:#${variable.page} AS bigint),
    'page_size', cast(:#${variable.pageSize} AS bigint))::text AS answer
