-- Keys that a user's programs call with. A key itself is known to its holder alone; we keep a hash and its beginning.
CREATE TABLE api_key (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    key_hash text NOT NULL UNIQUE CHECK (key_hash ~ '^[0-9a-f]{64}$'),
    key_prefix text NOT NULL,
    -- Null is no limit. Requests a minute and a day, tokens and money in all.
    rate_limit integer CHECK (rate_limit >= 1),
    rate_limit_day integer CHECK (rate_limit_day >= 1),
    token_limit bigint CHECK (token_limit >= 1),
    quota_limit bigint CHECK (quota_limit >= 1), -- whole TOKEN
    -- Set by the owner it lowers what counts against this key's quota; set by an admin, what the owner pays.
    discount_rate numeric(5, 4) NOT NULL DEFAULT 1 CHECK (discount_rate > 0 AND discount_rate <= 1),
    discount_by_admin boolean NOT NULL DEFAULT false,
    allowed_models text[] CHECK (cardinality(allowed_models) >= 1), -- null is all
    expires_at timestamptz,
    is_active boolean NOT NULL DEFAULT true,
    batch_id text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX api_key_user ON api_key (user_id, id DESC);
CREATE INDEX api_key_batch ON api_key (batch_id) WHERE batch_id IS NOT NULL;

-- What a key has used since its last reset, and what its calls under way may use at most. Changed with every call, so it
-- stands apart from what is cached.
CREATE TABLE api_key_use (
    key_id bigint PRIMARY KEY REFERENCES api_key ON DELETE CASCADE,
    request_count bigint NOT NULL DEFAULT 0,
    tokens_used bigint NOT NULL DEFAULT 0,
    tokens_held bigint NOT NULL DEFAULT 0 CHECK (tokens_held >= 0),
    quota_used numeric(78, 0) NOT NULL DEFAULT 0, -- millionths of a TOKEN
    quota_held numeric(78, 0) NOT NULL DEFAULT 0 CHECK (quota_held >= 0),
    last_used_at timestamptz
) WITH (fillfactor = 50); -- room for HOT updates

-- A key as the API shows it.
CREATE FUNCTION api_key_shown(k api_key, u api_key_use) RETURNS json LANGUAGE sql STABLE AS $$
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
        'request_count', u.request_count,
        'tokens_used', u.tokens_used,
        'quota_used', trim_scale(u.quota_used * 0.000001),
        'last_used_at', to_char(u.last_used_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'created_at', to_char(k.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))

$$;
