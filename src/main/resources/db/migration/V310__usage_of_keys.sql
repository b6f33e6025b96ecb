-- What a call of an API key is told by, beside its owner: null for wallets, and where it isn't known.
ALTER TABLE usage
    ADD COLUMN key_id bigint, -- no reference: the rows outlive the key
    ADD COLUMN path text, -- as the client called it, such as /v1/chat/completions
    ADD COLUMN status integer; -- the HTTP status that the client was answered
