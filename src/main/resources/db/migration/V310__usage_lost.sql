-- A call whose process died ends as 'lost'. Rows that are in progress say whose they are; no other row needs to.
ALTER TABLE usage ADD COLUMN replica uuid;
ALTER TABLE usage DROP CONSTRAINT usage_outcome_check;
ALTER TABLE usage ADD CONSTRAINT usage_outcome_check CHECK (outcome IN
    ('in_progress', 'ok', 'client_abort', 'upstream_error', 'timeout', 'shutdown', 'internal_error', 'lost'));

-- The few rows that the sweep looks at every ten seconds.
CREATE INDEX usage_in_progress ON usage (replica) WHERE outcome = 'in_progress';
