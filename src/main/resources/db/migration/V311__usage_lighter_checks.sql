-- As V104 did for the ledger's tables.
CREATE DOMAIN tally AS bigint CONSTRAINT tally_range CHECK (VALUE >= 0);
CREATE DOMAIN call_outcome AS text CONSTRAINT call_outcome_known CHECK (VALUE IN
    ('in_progress', 'ok', 'client_abort', 'upstream_error', 'timeout', 'shutdown', 'internal_error', 'lost'));

DROP INDEX usage_in_progress;
ALTER TABLE usage
    DROP CONSTRAINT usage_input_tokens_check,
    DROP CONSTRAINT usage_output_tokens_check,
    DROP CONSTRAINT usage_cache_write_tokens_check,
    DROP CONSTRAINT usage_cache_read_tokens_check,
    DROP CONSTRAINT usage_duration_ms_check,
    DROP CONSTRAINT usage_first_token_ms_check,
    DROP CONSTRAINT usage_outcome_check,
    DROP CONSTRAINT usage_charge_check,
    ALTER input_tokens TYPE tally,
    ALTER output_tokens TYPE tally,
    ALTER cache_write_tokens TYPE tally,
    ALTER cache_read_tokens TYPE tally,
    ALTER duration_ms TYPE tally,
    ALTER first_token_ms TYPE tally,
    ALTER outcome TYPE call_outcome,
    ALTER charge TYPE units;
CREATE INDEX usage_in_progress ON usage (replica) WHERE outcome = 'in_progress';
