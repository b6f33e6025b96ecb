-- The same rules, made cheaper. A table's CHECKs are read from the catalogue and prepared anew by every statement that
-- writes it, which was a third of a small group's cost; a domain's are kept. So what speaks of one column is a domain
-- of its own, and the rest is as short as it can be.

-- NaN compares greater than every number; infinity and more than 78 digits the type refuses.
CREATE DOMAIN units AS numeric(78, 0) CONSTRAINT units_range CHECK (VALUE >= 0 AND VALUE < 'NaN');
CREATE DOMAIN positive_units AS numeric(78, 0) CONSTRAINT positive_units_range CHECK (VALUE > 0 AND VALUE < 'NaN');
CREATE DOMAIN hold_state AS text
    CONSTRAINT hold_state_known CHECK (VALUE IN ('PENDING', 'POSTED', 'VOIDED', 'EXPIRED'));
CREATE DOMAIN hold_on_lost AS text CONSTRAINT hold_on_lost_known CHECK (VALUE IN ('VOID', 'CHARGE_ALL'));

ALTER TABLE account
    DROP CONSTRAINT account_amounts,
    DROP CONSTRAINT account_floor,
    DROP CONSTRAINT account_entries_only,
    ALTER posted TYPE units,
    ALTER held TYPE units,
    ALTER shortfall TYPE units,
    ADD CONSTRAINT account_floor CHECK (posted >= held),
    -- nothing posted means nothing held
    ADD CONSTRAINT account_entries_only CHECK (kind = 'wallet' OR posted + shortfall = 0);

ALTER TABLE transfer
    DROP CONSTRAINT transfer_amount,
    ALTER amount TYPE positive_units;

DROP INDEX hold_pending;
DROP TRIGGER hold_resolved_once ON hold;
ALTER TABLE hold
    DROP CONSTRAINT hold_state_check,
    DROP CONSTRAINT hold_on_lost_check,
    DROP CONSTRAINT hold_amount,
    DROP CONSTRAINT hold_settled,
    DROP CONSTRAINT hold_resolved_whole,
    ALTER amount TYPE units,
    ALTER settled TYPE units,
    ALTER state DROP DEFAULT,
    ALTER state TYPE hold_state,
    ALTER state SET DEFAULT 'PENDING',
    ALTER on_lost TYPE hold_on_lost,
    ADD CONSTRAINT hold_resolved_whole CHECK (
        num_nulls(settled, resolved_at, resolution) = CASE state WHEN 'PENDING' THEN 3 ELSE 0 END);
CREATE INDEX hold_pending ON hold (expires_at) WHERE state = 'PENDING';
CREATE TRIGGER hold_resolved_once BEFORE UPDATE ON hold
    FOR EACH ROW WHEN (OLD.state <> 'PENDING')
    EXECUTE FUNCTION refuse_second_resolution();
