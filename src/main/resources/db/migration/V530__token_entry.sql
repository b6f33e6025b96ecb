-- What is known of a transfer of TOKEN beside its amount: an order's number, and what somebody wrote about it.
CREATE TABLE token_entry (
    transfer_id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('recharge', 'consume', 'refund', 'adjust')),
    order_no text,
    asked numeric(78, 0), -- of a consume, before the discount: the same again is the same, whatever the discount is by then
    description text
);
CREATE INDEX token_entry_order ON token_entry (order_no) WHERE kind = 'consume' AND order_no IS NOT NULL;

-- A transfer as its customer sees it: what was before and after is what the ledger wrote down then.
CREATE FUNCTION token_entry_shown(t transfer, mine bigint) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
        'id', t.id,
        'transaction_type', coalesce(e.kind, CASE WHEN t.hold_id IS NOT NULL OR o.owner LIKE 'shortfall:%' THEN 'consume' ELSE 'adjust' END),
        'amount', trim_scale(t.amount * 0.000001 * CASE mine WHEN t.credit_account THEN 1 ELSE -1 END),
        'balance_before', trim_scale(CASE mine
            WHEN t.credit_account THEN t.credit_after - t.amount ELSE t.debit_after + t.amount END * 0.000001),
        'balance_after', trim_scale(CASE mine
            WHEN t.credit_account THEN t.credit_after ELSE t.debit_after END * 0.000001),
        'order_no', e.order_no,
        'description', coalesce(e.description, t.reason),
        'request_id', t.request_id,
        'created_at', to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
    FROM account o LEFT JOIN token_entry e ON e.transfer_id = t.id
    WHERE o.id = CASE mine WHEN t.credit_account THEN t.debit_account ELSE t.credit_account END
$$;
