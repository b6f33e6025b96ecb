-- In which order usage rows were last written. The number is drawn by a transaction that has its own already, which is
-- what tells where nothing will come in between any more (decision 66).
CREATE SEQUENCE usage_seq;
ALTER TABLE usage ADD COLUMN seq bigint NOT NULL
    DEFAULT nextval(CASE WHEN pg_current_xact_id() IS NOT NULL THEN 'usage_seq'::regclass END);
ALTER SEQUENCE usage_seq OWNED BY usage.seq;
CREATE INDEX usage_written ON usage (seq);

-- What a row said before, where it was not in progress any more: a call that was taken for lost, and wasn't. It counts
-- from seq up to replaced_by, and goes once both are added up.
CREATE TABLE usage_replaced (
    seq bigint NOT NULL,
    replaced_by bigint NOT NULL,
    created_at timestamptz NOT NULL,
    owner text NOT NULL,
    key_id bigint,
    model text NOT NULL,
    asset text NOT NULL,
    outcome call_outcome NOT NULL,
    input_tokens tally NOT NULL,
    output_tokens tally NOT NULL,
    cache_write_tokens tally NOT NULL,
    cache_read_tokens tally NOT NULL,
    charge units NOT NULL,
    duration_ms tally NOT NULL,
    first_token_ms tally
);
CREATE INDEX usage_replaced_seq ON usage_replaced (seq);
CREATE INDEX usage_replaced_by ON usage_replaced (replaced_by);

CREATE FUNCTION usage_written_again() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_current_xact_id();
    NEW.seq := nextval('usage_seq');
    IF OLD.outcome <> 'in_progress' THEN
        INSERT INTO usage_replaced VALUES (OLD.seq, NEW.seq, OLD.created_at, OLD.owner, OLD.key_id, OLD.model, OLD.asset,
            OLD.outcome, OLD.input_tokens, OLD.output_tokens, OLD.cache_write_tokens, OLD.cache_read_tokens, OLD.charge,
            OLD.duration_ms, OLD.first_token_ms);
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER usage_written_again BEFORE UPDATE ON usage FOR EACH ROW EXECUTE FUNCTION usage_written_again();

-- All that counts, by the number at which it does: sign is 1, or -1 for what no longer holds. The sums over a range of
-- numbers that is finished are the same whenever they are taken. Models are cut, as clients may name them at any length.
CREATE VIEW usage_event AS
SELECT seq, 1::bigint AS sign, created_at, owner, coalesce(key_id, 0) AS key_id, left(model, 200) AS model, asset, outcome,
    input_tokens, output_tokens, cache_write_tokens, cache_read_tokens, charge, duration_ms, first_token_ms
FROM usage WHERE outcome <> 'in_progress'
UNION ALL
SELECT seq, 1::bigint, created_at, owner, coalesce(key_id, 0), left(model, 200), asset, outcome,
    input_tokens, output_tokens, cache_write_tokens, cache_read_tokens, charge, duration_ms, first_token_ms
FROM usage_replaced
UNION ALL
SELECT replaced_by, -1::bigint, created_at, owner, coalesce(key_id, 0), left(model, 200), asset, outcome,
    input_tokens, output_tokens, cache_write_tokens, cache_read_tokens, charge, duration_ms, first_token_ms
FROM usage_replaced;

-- The same added up, by full hours of BUSINESS_ZONE in which the calls began to be booked. Kept for ever.
CREATE TABLE usage_hour (
    hour timestamptz NOT NULL,
    owner text NOT NULL,
    key_id bigint NOT NULL, -- 0 is none
    model text NOT NULL,
    asset text NOT NULL,
    requests bigint NOT NULL,
    failed bigint NOT NULL, -- of these, all that did not end as ok
    input_tokens bigint NOT NULL,
    output_tokens bigint NOT NULL,
    cache_write_tokens bigint NOT NULL,
    cache_read_tokens bigint NOT NULL,
    cost numeric(78, 0) NOT NULL, -- the asset's smallest units
    duration_ms bigint NOT NULL,
    first_token_ms bigint NOT NULL,
    first_tokens bigint NOT NULL, -- how many had one
    PRIMARY KEY (owner, hour, key_id, model, asset)
);
CREATE INDEX usage_hour_hour ON usage_hour (hour);

-- Up to which number they are added up.
CREATE TABLE usage_rolled (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    seq bigint NOT NULL DEFAULT 0
);
INSERT INTO usage_rolled DEFAULT VALUES;
