-- Everybody's calls in TOKEN, newest first: the admin's list.
CREATE INDEX usage_users ON usage (created_at DESC, hold_id DESC) WHERE asset = 'TOKEN';

-- A user's call, as the API shows it.
CREATE VIEW usage_shown AS
SELECT
    u.hold_id AS id,
    u.request_id,
    u.created_at,
    substr(u.owner, length('user:') + 1)::bigint AS user_id,
    u.key_id,
    k.name AS key_name,
    u.model,
    u.path,
    u.input_tokens,
    u.output_tokens,
    u.cache_write_tokens,
    u.cache_read_tokens,
    trim_scale(u.charge * 0.000001) AS cost,
    u.price,
    u.duration_ms AS latency_ms,
    u.first_token_ms,
    u.status,
    u.outcome,
    u.owner
FROM usage u LEFT JOIN api_key k ON k.id = u.key_id
WHERE u.asset = 'TOKEN' AND starts_with(u.owner, 'user:');

-- Those that a caller asks for; null is all. One statement, so that PostgreSQL plans it with the query around it.
CREATE FUNCTION usage_found(of_owner text, since timestamptz, until timestamptz, of_model text, of_key bigint,
    of_status integer, of_outcome text, of_request text)
RETURNS SETOF usage_shown LANGUAGE sql STABLE AS $$
    SELECT * FROM usage_shown u
    WHERE u.created_at >= since AND u.created_at < until
        AND (of_owner IS NULL OR u.owner = of_owner)
        AND (of_model IS NULL OR u.model = of_model)
        AND (of_key IS NULL OR u.key_id = of_key)
        AND (of_status IS NULL OR u.status = of_status)
        AND (of_outcome IS NULL OR u.outcome = of_outcome)
        AND (of_request IS NULL OR u.request_id = of_request)
$$;
