-- The ledger: accounts, transfers, holds. Amounts are whole units of the account's asset.
--
-- numeric(78,0) alone rounds 1.5 to 2 and takes NaN, which compares greater than every number: the upper bounds
-- below refuse NaN. Fractions are refused in Java.

-- Accounts are never deleted, and their ids are cached by every replica.
CREATE TABLE account (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner text NOT NULL CHECK (length(owner) BETWEEN 1 AND 200),
    asset text NOT NULL CHECK (length(asset) BETWEEN 1 AND 16),
    -- wallet: a customer's money, with a floor of 0. system: our side of the books, entries only, so that no posting
    -- waits for another on a shared row; its posted stays 0 and its balance is the sum of its entries, of any sign.
    -- shortfall: what an owner used beyond its money, entries only too; the wallet's column shortfall mirrors it.
    kind text NOT NULL CHECK (kind IN ('wallet', 'system', 'shortfall')),
    posted numeric(78, 0) NOT NULL DEFAULT 0,
    held numeric(78, 0) NOT NULL DEFAULT 0,
    shortfall numeric(78, 0) NOT NULL DEFAULT 0,
    frozen boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (owner, asset),
    CONSTRAINT account_amounts CHECK (
        posted BETWEEN 0 AND repeat('9', 78)::numeric
        AND held BETWEEN 0 AND repeat('9', 78)::numeric
        AND shortfall BETWEEN 0 AND repeat('9', 78)::numeric),
    CONSTRAINT account_floor CHECK (posted - held >= 0),
    -- A debt is paid before anything else, so nobody has both a debt and money to spend.
    CONSTRAINT account_shortfall_first CHECK (shortfall = 0 OR posted = held),
    CONSTRAINT account_entries_only CHECK (kind = 'wallet' OR (posted = 0 AND held = 0 AND shortfall = 0))
) WITH (fillfactor = 50); -- room for HOT updates: balances change far more often than accounts are made

-- One row is one transfer: it takes amount from one account and gives it to the other, so it balances by construction.
-- No foreign keys: each would look up and lock a row per transfer. Accounts can't be deleted, and the invariant check
-- finds a transfer of an unknown account.
CREATE TABLE transfer (
    id uuid PRIMARY KEY,
    -- Drawn while the accounts' rows are locked: of one account, seq is the order of its entries.
    seq bigint GENERATED ALWAYS AS IDENTITY,
    debit_account bigint NOT NULL,
    credit_account bigint NOT NULL,
    amount numeric(78, 0) NOT NULL,
    -- What the account had after this entry; null for system accounts, whose entries have no order.
    debit_after numeric(78, 0),
    credit_after numeric(78, 0),
    purpose text NOT NULL,
    hold_id uuid,
    request_id text,
    reason text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT transfer_amount CHECK (amount BETWEEN 1 AND repeat('9', 78)::numeric),
    CONSTRAINT transfer_two_accounts CHECK (debit_account <> credit_account)
);
CREATE UNIQUE INDEX transfer_seq ON transfer (seq);
CREATE INDEX transfer_debits ON transfer (debit_account, seq) WHERE debit_after IS NOT NULL;
CREATE INDEX transfer_credits ON transfer (credit_account, seq) WHERE credit_after IS NOT NULL;

CREATE TABLE hold (
    id uuid PRIMARY KEY,
    account bigint NOT NULL,
    amount numeric(78, 0) NOT NULL,
    state text NOT NULL DEFAULT 'PENDING' CHECK (state IN ('PENDING', 'POSTED', 'VOIDED', 'EXPIRED')),
    on_lost text NOT NULL CHECK (on_lost IN ('VOID', 'CHARGE_ALL')),
    purpose text NOT NULL,
    request_id text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    -- Set once, with the state: what was charged, when, and by which attempt. The attempt lets a writer whose
    -- connection broke during commit find out whether the resolution that it reads is its own.
    settled numeric(78, 0),
    resolved_at timestamptz,
    resolution uuid,
    CONSTRAINT hold_amount CHECK (amount BETWEEN 0 AND repeat('9', 78)::numeric),
    CONSTRAINT hold_settled CHECK (settled BETWEEN 0 AND repeat('9', 78)::numeric),
    CONSTRAINT hold_resolved_whole CHECK (
        CASE state
            WHEN 'PENDING' THEN settled IS NULL AND resolved_at IS NULL AND resolution IS NULL
            ELSE settled IS NOT NULL AND resolved_at IS NOT NULL AND resolution IS NOT NULL
        END)
);
CREATE INDEX hold_pending ON hold (expires_at) WHERE state = 'PENDING';

-- An event of the outside world (a chain's transaction, a payment provider's event) that was booked.
CREATE TABLE external_ref (
    source text NOT NULL,
    external_id text NOT NULL,
    transfer_id uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, external_id)
);

-- What operators did to the books.
CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    operator text NOT NULL CHECK (operator <> ''),
    action text NOT NULL,
    subject text NOT NULL,
    reason text NOT NULL CHECK (reason <> ''),
    request_id text,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_subject ON audit (subject, id);
