-- Payments on an EVM chain that were credited. A row is written with the credit, in its transaction; that a payment is
-- credited once is the ledger's business (external_ref), this table is what is known about it and what the re-check of
-- recent deposits works through.
CREATE TABLE deposit (
    chain_id bigint NOT NULL CHECK (chain_id > 0),
    tx_hash text NOT NULL CHECK (tx_hash ~ '^0x[0-9a-f]{64}$'),
    user_address text NOT NULL CHECK (user_address ~ '^0x[0-9a-f]{40}$'),
    amount_wei numeric(78, 0) NOT NULL CHECK (amount_wei BETWEEN 1 AND repeat('9', 78)::numeric),
    -- Where it stood when it was credited.
    block_number bigint NOT NULL CHECK (block_number >= 0),
    block_hash text NOT NULL CHECK (block_hash ~ '^0x[0-9a-f]{64}$'),
    -- REPLACED: the block is not on the chain any more; the account was frozen and somebody has to look.
    state text NOT NULL DEFAULT 'CREDITED' CHECK (state IN ('CREDITED', 'REPLACED')),
    credited_at timestamptz NOT NULL DEFAULT now(),
    checked_at timestamptz NOT NULL DEFAULT now(),
    missing_since timestamptz, -- the node has had no block at this height since then
    PRIMARY KEY (chain_id, tx_hash)
);
-- The re-check takes the recent ones, those first that were not looked at for the longest time.
CREATE INDEX deposit_credited ON deposit (chain_id, credited_at) WHERE state = 'CREDITED';
CREATE INDEX deposit_user ON deposit (user_address, credited_at DESC);
