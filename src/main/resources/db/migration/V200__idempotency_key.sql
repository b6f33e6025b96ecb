-- Idempotency keys and the answers kept for repeats. The states are explained in dev.tollgate.idempotency.IdempotencyKeys.
CREATE TABLE idempotency_key (
    scope text NOT NULL, -- principal, method and route
    key text NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    fingerprint text NOT NULL, -- SHA-256 of the request, hexadecimal
    state text NOT NULL CHECK (state IN ('IN_FLIGHT', 'BOOKED', 'DONE')),
    fence bigint NOT NULL CHECK (fence >= 1),
    lease_until timestamptz NOT NULL,
    status integer,
    headers text, -- a JSON object
    body bytea CHECK (octet_length(body) <= 1048576), -- null in state DONE: the answer was too large to keep
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (scope, key),
    CONSTRAINT idempotency_key_answer CHECK (
        (state = 'DONE') = (status IS NOT NULL) AND (state = 'DONE') = (headers IS NOT NULL)
        AND (state = 'DONE' OR body IS NULL))
);
CREATE INDEX idempotency_key_created_at ON idempotency_key (created_at);
