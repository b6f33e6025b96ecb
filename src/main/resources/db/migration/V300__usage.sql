-- What every metered call used and was charged. Written with the settlement, read by its owner and by operators.
CREATE TABLE usage (
    -- The hold that paid for the call: one hold, one row. Request ids come from clients and may repeat.
    hold_id uuid PRIMARY KEY,
    request_id text NOT NULL,
    owner text NOT NULL,
    route text NOT NULL,
    model text NOT NULL,
    -- Disjoint: a token stands in exactly one of the four numbers.
    input_tokens bigint NOT NULL CHECK (input_tokens >= 0),
    output_tokens bigint NOT NULL CHECK (output_tokens >= 0),
    cache_write_tokens bigint NOT NULL CHECK (cache_write_tokens >= 0),
    cache_read_tokens bigint NOT NULL CHECK (cache_read_tokens >= 0),
    duration_ms bigint NOT NULL CHECK (duration_ms >= 0),
    first_token_ms bigint CHECK (first_token_ms >= 0),
    outcome text NOT NULL CHECK (outcome IN
        ('in_progress', 'ok', 'client_abort', 'upstream_error', 'timeout', 'shutdown', 'internal_error')),
    upstream_status integer,
    charge numeric(78, 0) NOT NULL CHECK (charge BETWEEN 0 AND repeat('9', 78)::numeric),
    asset text NOT NULL,
    price text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX usage_request ON usage (request_id);

-- The owner's own list, newest first, paged by (created_at, hold_id).
CREATE INDEX usage_owner ON usage (owner, created_at DESC, hold_id DESC);
