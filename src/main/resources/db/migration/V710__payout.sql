-- Payments that leave the treasury on an EVM chain, each at most once.
--
-- payout: what is to be paid, once a subject. payout_attempt: a nonce of the treasury that is given to a payout; of an
-- attempt's transactions (payout_transaction: the first, and those that replace it with higher fees) the chain takes one
-- at most, since they share the nonce. A payout has one attempt at a time that may still pay it, or has.

-- What the chain said of tokens, kept for ever: what is booked in a token means nothing without its decimals.
CREATE TABLE payout_token (
    address text PRIMARY KEY CHECK (address ~ '^0x[0-9a-f]{40}$'),
    chain_id bigint NOT NULL CHECK (chain_id > 0), -- where it was asked
    decimals integer NOT NULL CHECK (decimals BETWEEN 0 AND 38),
    read_at timestamptz NOT NULL DEFAULT now()
);

-- One row an account that pays; it is locked while a nonce is given away.
CREATE TABLE treasury (
    chain_id bigint NOT NULL CHECK (chain_id > 0),
    address text NOT NULL CHECK (address ~ '^0x[0-9a-f]{40}$'),
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (chain_id, address)
);

CREATE TABLE payout (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text NOT NULL UNIQUE CHECK (length(subject) BETWEEN 1 AND 200), -- what it is paid for
    chain_id bigint NOT NULL CHECK (chain_id > 0),
    recipient text NOT NULL CHECK (recipient ~ '^0x[0-9a-f]{40}$'),
    asset text NOT NULL CHECK (asset = 'MON' OR asset ~ '^ERC20:0x[0-9a-f]{40}$'),
    amount positive_units NOT NULL,
    -- INTENDED: no attempt is open. SIGNED: one is, and nobody has seen it yet. SENT: the chain may have it.
    -- REVERTED: the chain took it, and nothing was paid; it may be tried again. DOUBTFUL: the chain took it, and it isn't
    -- clear what was paid; people must look.
    state text NOT NULL DEFAULT 'INTENDED'
        CHECK (state IN ('INTENDED', 'SIGNED', 'SENT', 'PAID', 'REVERTED', 'DOUBTFUL')),
    problem text, -- why it waits
    next_try_at timestamptz NOT NULL DEFAULT now(), -- of what is INTENDED
    tx_hash text CHECK (tx_hash ~ '^0x[0-9a-f]{64}$'), -- the last one sent, or the one in the block
    block_number bigint,
    block_hash text,
    intended_at timestamptz NOT NULL DEFAULT now(),
    paid_at timestamptz,
    CONSTRAINT payout_paid CHECK ((state = 'PAID') = (paid_at IS NOT NULL))
);
CREATE INDEX payout_undecided ON payout (chain_id, id) WHERE state IN ('INTENDED', 'SIGNED', 'SENT');
CREATE INDEX payout_paid_at ON payout (paid_at) WHERE paid_at IS NOT NULL;
CREATE INDEX payout_due ON payout (chain_id, next_try_at, id) WHERE state = 'INTENDED';

CREATE TABLE payout_attempt (
    chain_id bigint NOT NULL,
    treasury text NOT NULL,
    nonce bigint NOT NULL CHECK (nonce >= 0),
    payout_id bigint NOT NULL REFERENCES payout,
    -- LOST: a transaction that isn't ours used the nonce, in a block that stays.
    state text NOT NULL DEFAULT 'OPEN' CHECK (state IN ('OPEN', 'PAID', 'REVERTED', 'DOUBTFUL', 'LOST')),
    since_block bigint NOT NULL, -- the latest when it was signed: its nonce was unused there
    created_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    PRIMARY KEY (chain_id, treasury, nonce),
    FOREIGN KEY (chain_id, treasury) REFERENCES treasury
);
-- What makes two payouts impossible: another attempt only after this one can't pay any more.
CREATE UNIQUE INDEX payout_attempt_one ON payout_attempt (payout_id) WHERE state IN ('OPEN', 'PAID', 'DOUBTFUL');
CREATE INDEX payout_attempt_open ON payout_attempt (chain_id, nonce) WHERE state = 'OPEN';

-- Every transaction that was ever signed; rows are never deleted.
CREATE TABLE payout_transaction (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chain_id bigint NOT NULL,
    treasury text NOT NULL,
    nonce bigint NOT NULL,
    tx_hash text NOT NULL CHECK (tx_hash ~ '^0x[0-9a-f]{64}$'),
    raw text NOT NULL, -- the signed bytes, 0x and hexadecimal
    gas_limit numeric(78, 0) NOT NULL CHECK (gas_limit > 0),
    max_fee numeric(78, 0) NOT NULL CHECK (max_fee >= 0), -- wei for one gas
    priority_fee numeric(78, 0) NOT NULL CHECK (priority_fee >= 0),
    signed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    broadcast_at timestamptz, -- when the node was last given it
    objection text, -- what it said to that
    UNIQUE (chain_id, tx_hash),
    FOREIGN KEY (chain_id, treasury, nonce) REFERENCES payout_attempt
);
CREATE INDEX payout_transaction_attempt ON payout_transaction (chain_id, treasury, nonce, id);
