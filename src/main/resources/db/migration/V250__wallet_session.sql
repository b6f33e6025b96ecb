-- Proof of possession of a wallet. A nonce is deleted by the one sign-in that uses it; a session is known by its
-- token's hash, so that this table's readers can't act as anybody.
CREATE TABLE siwe_nonce (
    nonce text PRIMARY KEY CHECK (nonce ~ '^[0-9a-zA-Z]{8,64}$'),
    address text CHECK (address ~ '^0x[0-9a-f]{40}$'), -- null: for whoever signs it
    expires_at timestamptz NOT NULL
);
CREATE INDEX siwe_nonce_expires_at ON siwe_nonce (expires_at);

CREATE TABLE wallet_session (
    token_hash text PRIMARY KEY CHECK (token_hash ~ '^[0-9a-f]{64}$'), -- SHA-256
    address text NOT NULL CHECK (address ~ '^0x[0-9a-f]{40}$'),
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL
);
CREATE INDEX wallet_session_expires_at ON wallet_session (expires_at);
