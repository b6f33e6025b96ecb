-- What a key has used is the ledger's to count: allowance 'key:<id>'.
DROP FUNCTION api_key_shown(api_key, api_key_use);
DROP TABLE api_key_use;

-- A key as the API shows it.
CREATE FUNCTION api_key_shown(k api_key) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
        'id', k.id,
        'user_id', k.user_id,
        'name', k.name,
        'key_prefix', k.key_prefix,
        'rate_limit', k.rate_limit,
        'rate_limit_day', k.rate_limit_day,
        'token_limit', k.token_limit,
        'quota_limit', k.quota_limit,
        'discount_rate', trim_scale(k.discount_rate),
        'allowed_models', k.allowed_models,
        'expires_at', to_char(k.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'is_active', k.is_active,
        'batch_id', k.batch_id,
        'request_count', coalesce(a.calls, 0),
        'tokens_used', coalesce(a.tokens_used, 0),
        'quota_used', trim_scale(coalesce(a.cost_used, 0) * 0.000001),
        'last_used_at', to_char(a.last_used_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'created_at', to_char(k.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
    FROM (SELECT 'key:' || k.id AS subject) s LEFT JOIN allowance a USING (subject)
$$;
