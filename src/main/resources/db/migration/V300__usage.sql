-- As in V100, what speaks of one column is a domain.
CREATE DOMAIN tally AS bigint CONSTRAINT tally_range CHECK (VALUE >= 0);
CREATE DOMAIN call_outcome AS text CONSTRAINT call_outcome_known CHECK (VALUE IN
    ('in_progress', 'ok', 'client_abort', 'upstream_error', 'timeout', 'shutdown', 'internal_error', 'lost'));

-- What every metered call used and was charged. Written with the settlement, read by its owner and by operators.
CREATE TABLE usage (
    -- The hold that paid for the call: one hold, one row. Request ids come from clients and may repeat.
    hold_id uuid PRIMARY KEY,
    request_id text NOT NULL,
    owner text NOT NULL,
    route text NOT NULL,
    model text NOT NULL,
    -- Disjoint: a token stands in exactly one of the four numbers.
    input_tokens tally NOT NULL,
    output_tokens tally NOT NULL,
    cache_write_tokens tally NOT NULL,
    cache_read_tokens tally NOT NULL,
    duration_ms tally NOT NULL,
    first_token_ms tally,
    outcome call_outcome NOT NULL,
    upstream_status integer,
    charge units NOT NULL,
    asset text NOT NULL,
    price text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- Whose a call in progress is: when its process has died, it ends as 'lost'. No other row needs it.
    replica uuid
);

CREATE INDEX usage_request ON usage (request_id);

-- The owner's own list, newest first, paged by (created_at, hold_id).
CREATE INDEX usage_owner ON usage (owner, created_at DESC, hold_id DESC);

-- The few rows that the sweep looks at every ten seconds.
CREATE INDEX usage_in_progress ON usage (replica) WHERE outcome = 'in_progress';
