-- Begins a key's counts anew; what its calls under way may still use stays held.
UPDATE api_key_use SET tokens_used = 0, quota_used = 0 WHERE key_id = cast(:#${variable.keyId} AS bigint)
