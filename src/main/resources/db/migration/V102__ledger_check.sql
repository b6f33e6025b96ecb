-- What the invariant check knows: how far it has come, and what it found wrong and has not seen put right.

CREATE TABLE ledger_check (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    checked_seq bigint NOT NULL DEFAULT 0,
    checked_at timestamptz,
    checked_all_at timestamptz
);
INSERT INTO ledger_check DEFAULT VALUES;

CREATE TABLE ledger_violation (
    kind text NOT NULL,
    subject text NOT NULL,
    detail text NOT NULL,
    first_seen timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (kind, subject)
);
