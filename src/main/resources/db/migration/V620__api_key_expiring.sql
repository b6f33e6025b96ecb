-- The keys that the job looks at every minute: those whose time will come.
CREATE INDEX api_key_expiring ON api_key (expires_at) WHERE is_active AND expires_at IS NOT NULL;
