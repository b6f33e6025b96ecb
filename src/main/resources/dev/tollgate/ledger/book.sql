-- Writes what a group of postings decided, all or nothing. Holds first, then wallets, then allowances, each in the order
-- of its array: everybody locks in that order. What follows waits for them, so that a transfer's seq is drawn under its wallets'
-- locks. A hold that is not pending, a wallet that is not as it was when the group was decided, or an allowance
-- that has too little left ends it all.
WITH resolved AS (
    UPDATE hold h SET state = u.state, settled = u.settled, resolution = u.resolution, resolved_at = now()
    FROM unnest(?::uuid[], ?::text[], ?::numeric[], ?::uuid[]) AS u (id, state, settled, resolution)
    WHERE h.id = u.id AND h.state = 'PENDING'
    RETURNING 1
), changed AS (
    UPDATE account a SET posted = u.posted, held = u.held, shortfall = u.shortfall
    FROM unnest(?::bigint[], ?::numeric[], ?::numeric[], ?::numeric[],
            ?::numeric[], ?::numeric[], ?::numeric[], ?::boolean[])
        AS u (id, posted, held, shortfall, posted_before, held_before, shortfall_before, frozen_before)
    WHERE a.id = u.id AND a.posted = u.posted_before AND a.held = u.held_before
        AND a.shortfall = u.shortfall_before AND a.frozen = u.frozen_before
        AND (SELECT count(*) FROM resolved) = ?
    RETURNING 1
), as_seen AS (
    SELECT (SELECT count(*) FROM changed) = ? AS yes
), counted AS (
    UPDATE allowance a SET calls = a.calls + u.calls,
        tokens_used = a.tokens_used + u.tokens_used, tokens_held = a.tokens_held + u.tokens_held,
        cost_used = a.cost_used + u.cost_used, cost_held = a.cost_held + u.cost_held,
        last_used_at = CASE WHEN u.calls > 0 THEN now() ELSE a.last_used_at END
    FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::numeric[], ?::numeric[], ?::bigint[], ?::numeric[])
        AS u (subject, calls, tokens_used, tokens_held, cost_used, cost_held, tokens_max, cost_max)
    WHERE a.subject = u.subject AND (SELECT yes FROM as_seen)
        AND (u.tokens_max IS NULL OR a.tokens_used + a.tokens_held + u.tokens_used + u.tokens_held <= u.tokens_max)
        AND (u.cost_max IS NULL OR a.cost_used + a.cost_held + u.cost_used + u.cost_held <= u.cost_max)
    RETURNING 1
), as_decided AS (
    SELECT yes AND (SELECT count(*) FROM counted) = ? AS yes FROM as_seen
), placed AS (
    INSERT INTO hold (id, account, amount, on_lost, purpose, request_id, allowance, allowance_tokens, allowance_cost,
        expires_at)
    SELECT u.*, clock_timestamp() + make_interval(secs => ?)
    FROM unnest(?::uuid[], ?::bigint[], ?::numeric[], ?::text[], ?::text[], ?::text[],
        ?::text[], ?::bigint[], ?::numeric[]) AS u
    WHERE (SELECT yes FROM as_decided)
), moved AS (
    INSERT INTO transfer (id, debit_account, credit_account, amount, debit_after, credit_after,
        purpose, hold_id, request_id, reason)
    SELECT u.* FROM unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::numeric[], ?::numeric[], ?::numeric[],
        ?::text[], ?::uuid[], ?::text[], ?::text[]) AS u
    WHERE (SELECT yes FROM as_decided)
) -- riders
SELECT CASE WHEN yes THEN 0 ELSE refuse_stale() END FROM as_decided
