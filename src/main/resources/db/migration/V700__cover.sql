-- Liquidation cover: what is sold (sku), who has bought it (cover_order), and what is claimed of it (cover_claim).
--
-- A premium is paid in MON. Cover and payouts are counted in the payout asset of the order's day, in its units.
CREATE TABLE sku (
    id text PRIMARY KEY CHECK (id ~ '^[a-z0-9_]{1,64}$'),
    name_zh text NOT NULL,
    name_en text NOT NULL,
    description_zh text NOT NULL,
    description_en text NOT NULL,
    premium positive_units NOT NULL, -- wei
    payout_multiplier numeric(38, 18) NOT NULL CHECK (payout_multiplier > 0),
    leverage numeric(38, 18) NOT NULL CHECK (leverage > 0),
    duration_hours integer NOT NULL CHECK (duration_hours BETWEEN 1 AND 8760),
    max_coverage numeric(56, 18) NOT NULL CHECK (max_coverage > 0), -- of the payout asset, in whole ones
    retired_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO sku (id, name_zh, name_en, description_zh, description_en, premium, payout_multiplier, leverage,
    duration_hours, max_coverage)
VALUES
    ('sku_5x_leverage', '5倍杠杆保险', '5x leverage cover', '针对5倍杠杆交易的保险产品',
        'Cover for positions with 5x leverage', 50000000000000000, 10, 5, 24, 1000),
    ('sku_10x_leverage', '10倍杠杆保险', '10x leverage cover', '针对10倍杠杆交易的保险产品',
        'Cover for positions with 10x leverage', 100000000000000000, 8, 10, 24, 1000),
    ('sku_20x_leverage', '20倍杠杆保险', '20x leverage cover', '针对20倍杠杆交易的保险产品',
        'Cover for positions with 20x leverage', 200000000000000000, 4, 20, 12, 1000),
    ('sku_50x_leverage', '50倍杠杆保险', '50x leverage cover', '针对50倍杠杆交易的保险产品',
        'Cover for positions with 50x leverage', 500000000000000000, 2, 50, 8, 1000);

CREATE TABLE cover_order (
    id text PRIMARY KEY,
    sku_id text NOT NULL REFERENCES sku,
    owner text NOT NULL, -- wallet:0x…, in lower case
    wallet_address text NOT NULL, -- as it was sent
    exchange text NOT NULL,
    symbol text NOT NULL,
    order_reference text NOT NULL,
    -- As they were when it was sold.
    premium positive_units NOT NULL,
    payout_multiplier numeric(38, 18) NOT NULL,
    leverage numeric(38, 18) NOT NULL,
    max_coverage numeric(56, 18) NOT NULL,
    asset text NOT NULL, -- the payout asset
    decimals integer NOT NULL, -- the asset's
    cover units NOT NULL, -- reserved for it while it is open
    status text NOT NULL DEFAULT 'paid' CHECK (status IN ('paid', 'active', 'claimed', 'closed', 'expired')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX cover_order_reference ON cover_order (lower(exchange), order_reference);
CREATE INDEX cover_order_paid ON cover_order (created_at) WHERE status = 'paid';
CREATE INDEX cover_order_ending ON cover_order (expires_at) WHERE status IN ('paid', 'active');
CREATE INDEX cover_order_created ON cover_order (created_at);

CREATE TABLE cover_claim (
    id text PRIMARY KEY,
    order_id text NOT NULL REFERENCES cover_order,
    status text NOT NULL DEFAULT 'filed' CHECK (status IN ('filed', 'verified', 'approved', 'paid', 'rejected')),
    reason text NOT NULL,
    proof_uri text NOT NULL,
    proof_sha256 text, -- of what was fetched, hexadecimal
    liquidated_amount numeric(56, 18) NOT NULL,
    liquidated_price numeric(56, 18) NOT NULL,
    estimated_payout units NOT NULL, -- of the order's asset, like payout_amount
    payout_amount units,
    payout_tx_hash text, -- from the broadcast on
    rejection text,
    problem text, -- why it waits, for the admin
    attempts integer NOT NULL DEFAULT 0, -- of its verification
    next_attempt_at timestamptz NOT NULL,
    filed_at timestamptz NOT NULL,
    verified_at timestamptz,
    approved_at timestamptz,
    payout_at timestamptz, -- when its payout was asked for: from then on it can't be rejected
    paid_at timestamptz,
    CONSTRAINT cover_claim_estimate CHECK (payout_amount <= estimated_payout),
    CONSTRAINT cover_claim_verdict CHECK ((status = 'rejected') = (rejection IS NOT NULL))
);
-- At most one that isn't rejected.
CREATE UNIQUE INDEX cover_claim_open ON cover_claim (order_id) WHERE status <> 'rejected';
CREATE INDEX cover_claim_order ON cover_claim (order_id);
CREATE INDEX cover_claim_due ON cover_claim (next_attempt_at) WHERE status = 'filed';
CREATE INDEX cover_claim_unpaid ON cover_claim (approved_at) WHERE status = 'approved' AND payout_at IS NULL;
CREATE INDEX cover_claim_filed ON cover_claim (filed_at, id);

-- What became of a claim, and who did it.
CREATE TABLE cover_claim_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    claim_id text NOT NULL REFERENCES cover_claim,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text NOT NULL, -- system, or admin:<name>
    from_status text,
    to_status text NOT NULL,
    note text
);
CREATE INDEX cover_claim_event_claim ON cover_claim_event (claim_id, id);
