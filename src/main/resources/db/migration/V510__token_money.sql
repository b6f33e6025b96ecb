-- What came to an owner and what they used, up to an entry of theirs: seq is the order of one account's entries, so what
-- follows is all that has to be added. Kept by a job; without it the answers are the same, and slower.
CREATE TABLE token_money_until (
    account bigint PRIMARY KEY,
    seq bigint NOT NULL,
    recharged numeric(78, 0) NOT NULL,
    consumed numeric(78, 0) NOT NULL,
    entries bigint NOT NULL
);

-- Up to where the job has come.
CREATE TABLE token_money_rolled (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    seq bigint NOT NULL DEFAULT 0
);
INSERT INTO token_money_rolled DEFAULT VALUES;

-- An owner's TOKEN: what they can spend, what they have ever recharged, what they have used and not got back (what they used
-- beyond their money counts when they pay it, to their shortfall's account), with 6 decimals; and how many entries there are.
CREATE FUNCTION token_money(of_owner text, OUT balance numeric, OUT recharged numeric, OUT consumed numeric, OUT entries bigint)
LANGUAGE sql STABLE AS $$
    WITH mine AS (
        SELECT id, posted - held AS available FROM account WHERE owner = of_owner AND asset = 'TOKEN'
    ), until AS (
        SELECT coalesce(max(seq), 0) AS seq, coalesce(max(u.recharged), 0) AS recharged,
            coalesce(max(u.consumed), 0) AS consumed, coalesce(max(u.entries), 0) AS entries
        FROM token_money_until u JOIN mine ON u.account = mine.id
    ), since AS (
        SELECT coalesce(sum(amount) FILTER (WHERE direction = 'credit' AND other = 'system:recharges'), 0) AS recharged,
            coalesce(sum(CASE direction WHEN 'debit' THEN amount ELSE -amount END)
                FILTER (WHERE other IN ('system:revenue', 'shortfall:' || of_owner)), 0) AS consumed,
            count(*) AS entries
        FROM (
            SELECT amount, 'credit' AS direction, o.owner AS other
            FROM transfer t JOIN account o ON o.id = t.debit_account
            WHERE credit_account = (SELECT id FROM mine) AND t.seq > (SELECT seq FROM until) AND credit_after IS NOT NULL
            UNION ALL
            SELECT amount, 'debit', o.owner
            FROM transfer t JOIN account o ON o.id = t.credit_account
            WHERE debit_account = (SELECT id FROM mine) AND t.seq > (SELECT seq FROM until) AND debit_after IS NOT NULL
        ) entry
    )
    SELECT trim_scale(coalesce((SELECT available FROM mine), 0) * 0.000001),
        trim_scale((until.recharged + since.recharged) * 0.000001),
        trim_scale((until.consumed + since.consumed) * 0.000001),
        until.entries + since.entries
    FROM until CROSS JOIN since
$$;

-- A user and what they have, as the API shows them.
CREATE FUNCTION user_shown(u users) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
        'id', u.id,
        'username', u.username,
        'email', u.email,
        'role', u.role,
        'is_active', u.is_active,
        'token_balance', m.balance,
        'total_recharged', m.recharged,
        'total_consumed', m.consumed,
        'discount_rate', trim_scale(u.discount_rate),
        'created_at', to_char(u.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
    FROM token_money('user:' || u.id) m
$$;
