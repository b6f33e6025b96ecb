-- What a subject such as an API key uses in all, in tokens and in cost, and what its pending holds may use at most. The
-- bounds themselves come with each hold. Cost is in units of the holds' asset, as the subject counts it.
CREATE DOMAIN token_count AS bigint CONSTRAINT token_count_range CHECK (VALUE >= 0);
CREATE TABLE allowance (
    subject text PRIMARY KEY,
    calls bigint NOT NULL DEFAULT 0,
    tokens_used token_count NOT NULL DEFAULT 0,
    tokens_held token_count NOT NULL DEFAULT 0,
    cost_used units NOT NULL DEFAULT 0,
    cost_held units NOT NULL DEFAULT 0,
    last_used_at timestamptz
) WITH (fillfactor = 50); -- room for HOT updates

-- What a hold has reserved, so that whoever resolves it can release it, after a crash too. All null for none.
ALTER TABLE hold
    ADD COLUMN allowance text,
    ADD COLUMN allowance_tokens token_count,
    ADD COLUMN allowance_cost units;
