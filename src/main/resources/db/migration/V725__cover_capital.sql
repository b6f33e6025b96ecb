-- Cover's capital, and what admins did to it and to the SKUs. The money itself is the ledger's: accounts capital:<sku>
-- (free) and cover:<sku> (reserved for open orders).

-- What capital was ever counted in, and how many decimals that has.
CREATE TABLE cover_asset (
    code text PRIMARY KEY,
    decimals integer NOT NULL CHECK (decimals BETWEEN 0 AND 38)
);
INSERT INTO cover_asset (code, decimals) VALUES ('MON', 18);

-- Capital that came (fund) and went (withdraw): a reference once, ever.
CREATE TABLE cover_capital (
    transfer_id uuid PRIMARY KEY,
    sku_id text NOT NULL REFERENCES sku,
    asset text NOT NULL,
    direction text NOT NULL CHECK (direction IN ('fund', 'withdraw')),
    amount positive_units NOT NULL,
    reference text NOT NULL UNIQUE,
    actor text NOT NULL, -- system, or admin:<name>
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX cover_capital_sku ON cover_capital (sku_id, asset);

-- What was done, by whom, and what it changed; null where there was nothing before, or is nothing after.
CREATE TABLE cover_audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    actor text NOT NULL,
    action text NOT NULL,
    sku_id text NOT NULL,
    before json,
    after json,
    request_id text
);
CREATE INDEX cover_audit_sku ON cover_audit (sku_id, id);
CREATE TRIGGER cover_audit_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON cover_audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER cover_capital_immutable BEFORE UPDATE OR DELETE OR TRUNCATE ON cover_capital
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- For the capital's admin, who asks how many orders stand behind what is reserved.
CREATE INDEX cover_order_open ON cover_order (sku_id, asset) WHERE status IN ('paid', 'active', 'claimed');
CREATE INDEX cover_claim_paid ON cover_claim (paid_at) WHERE paid_at IS NOT NULL;

-- A SKU as admins see it.
CREATE FUNCTION sku_shown(s sku) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
        'id', s.id,
        'name', s.name_zh,
        'name_en', s.name_en,
        'description', s.description_zh,
        'description_en', s.description_en,
        'premium', whole_units(s.premium, 18),
        'payout_multiplier', trim_scale(s.payout_multiplier),
        'leverage', trim_scale(s.leverage),
        'duration_hours', s.duration_hours,
        'max_coverage', trim_scale(s.max_coverage),
        'retired', s.retired_at IS NOT NULL,
        'retired_at', cover_time(s.retired_at),
        'created_at', cover_time(s.created_at),
        'updated_at', cover_time(s.updated_at))
$$;
