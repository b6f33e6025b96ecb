-- What each day of BUSINESS_ZONE brought and left, by SKU and asset: written again while it may still change.
CREATE TABLE cover_exposure (
    day date NOT NULL,
    sku_id text NOT NULL REFERENCES sku,
    asset text NOT NULL, -- that cover and payouts are counted in
    orders_sold bigint NOT NULL,
    premiums units NOT NULL, -- wei
    claims_filed bigint NOT NULL,
    claims_approved bigint NOT NULL,
    claims_rejected bigint NOT NULL,
    claims_paid bigint NOT NULL,
    payouts units NOT NULL, -- of the asset
    -- What the accounts had at the day's end, or have now; and when that was read.
    open_cover units NOT NULL DEFAULT 0,
    free_capital units NOT NULL DEFAULT 0,
    balances_at timestamptz,
    PRIMARY KEY (day, sku_id, asset)
);

CREATE INDEX cover_claim_approved_at ON cover_claim (approved_at) WHERE approved_at IS NOT NULL;
CREATE INDEX cover_claim_event_rejected ON cover_claim_event (at) WHERE to_status = 'rejected';

-- What an account had before a time, in units: its last entry says so. Reads back from the account's newest entry.
CREATE FUNCTION balance_before(named text, counted text, before timestamptz) RETURNS numeric LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT entry.balance FROM account a CROSS JOIN LATERAL (
            (SELECT seq, credit_after AS balance FROM transfer
                WHERE credit_account = a.id AND credit_after IS NOT NULL AND created_at < before
                ORDER BY seq DESC LIMIT 1)
            UNION ALL
            (SELECT seq, debit_after FROM transfer
                WHERE debit_account = a.id AND debit_after IS NOT NULL AND created_at < before
                ORDER BY seq DESC LIMIT 1)
        ) AS entry
        WHERE a.owner = named AND a.asset = counted ORDER BY entry.seq DESC LIMIT 1), 0)
$$;
