-- The ledger: accounts, transfers, holds. Amounts are whole units of the account's asset.
--
-- What speaks of one column is a domain, and the other CHECKs are as short as they can be: a table's CHECKs are read from
-- the catalogue and prepared anew by every statement that writes it, which was a third of a small group's cost; a
-- domain's are kept.

-- numeric(78,0) alone rounds 1.5 to 2 and takes NaN, which compares greater than every number. Infinity and more than
-- 78 digits the type refuses, fractions are refused in Java.
CREATE DOMAIN units AS numeric(78, 0) CONSTRAINT units_range CHECK (VALUE >= 0 AND VALUE < 'NaN');
CREATE DOMAIN positive_units AS numeric(78, 0) CONSTRAINT positive_units_range CHECK (VALUE > 0 AND VALUE < 'NaN');
CREATE DOMAIN hold_state AS text
    CONSTRAINT hold_state_known CHECK (VALUE IN ('PENDING', 'POSTED', 'VOIDED', 'EXPIRED'));
CREATE DOMAIN hold_on_lost AS text CONSTRAINT hold_on_lost_known CHECK (VALUE IN ('VOID', 'CHARGE_ALL'));

-- Accounts are never deleted, and their ids are cached by every replica.
CREATE TABLE account (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    owner text NOT NULL CHECK (length(owner) BETWEEN 1 AND 200),
    asset text NOT NULL CHECK (length(asset) BETWEEN 1 AND 16),
    -- wallet: a customer's money, with a floor of 0. system: our side of the books, entries only, so that no posting
    -- waits for another on a shared row; its posted stays 0 and its balance is the sum of its entries, of any sign.
    -- shortfall: what an owner used beyond its money, entries only too; the wallet's column shortfall mirrors it.
    kind text NOT NULL CHECK (kind IN ('wallet', 'system', 'shortfall')),
    posted units NOT NULL DEFAULT 0,
    held units NOT NULL DEFAULT 0,
    shortfall units NOT NULL DEFAULT 0,
    frozen boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (owner, asset),
    CONSTRAINT account_floor CHECK (posted >= held),
    -- A debt is paid before anything else, so nobody has both a debt and money to spend.
    CONSTRAINT account_shortfall_first CHECK (shortfall = 0 OR posted = held),
    -- Nothing posted means nothing held.
    CONSTRAINT account_entries_only CHECK (kind = 'wallet' OR posted + shortfall = 0)
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
    amount positive_units NOT NULL,
    -- What the account had after this entry; null for system accounts, whose entries have no order.
    debit_after numeric(78, 0),
    credit_after numeric(78, 0),
    purpose text NOT NULL,
    hold_id uuid,
    request_id text,
    reason text,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT transfer_two_accounts CHECK (debit_account <> credit_account)
);
CREATE UNIQUE INDEX transfer_seq ON transfer (seq);
CREATE INDEX transfer_debits ON transfer (debit_account, seq) WHERE debit_after IS NOT NULL;
CREATE INDEX transfer_credits ON transfer (credit_account, seq) WHERE credit_after IS NOT NULL;

CREATE TABLE hold (
    id uuid PRIMARY KEY,
    account bigint NOT NULL,
    amount units NOT NULL,
    state hold_state NOT NULL DEFAULT 'PENDING',
    on_lost hold_on_lost NOT NULL,
    purpose text NOT NULL,
    request_id text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    -- Set once, with the state: what was charged, when, and by which attempt. The attempt lets a writer whose
    -- connection broke during commit find out whether the resolution that it reads is its own.
    settled units,
    resolved_at timestamptz,
    resolution uuid,
    CONSTRAINT hold_resolved_whole CHECK (
        num_nulls(settled, resolved_at, resolution) = CASE state WHEN 'PENDING' THEN 3 ELSE 0 END)
);
CREATE INDEX hold_pending ON hold (expires_at) WHERE state = 'PENDING';

-- When somebody last renewed holds or swept expired ones, and from when on they may be swept: after a silence of all
-- processes those that live renew theirs first.
CREATE TABLE hold_watch (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    seen_at timestamptz,
    sweep_from timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO hold_watch DEFAULT VALUES;

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

-- Ends a group of postings that was decided on rows which have changed since; the ledger then decides it again on
-- locked rows.
CREATE FUNCTION refuse_stale() RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the group was decided on rows that have changed' USING ERRCODE = 'TG001';
END
$$;
