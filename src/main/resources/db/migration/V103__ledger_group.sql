-- Ends a group of postings that was decided on rows which have changed since; the ledger then decides it again on
-- locked rows.
CREATE FUNCTION refuse_stale() RETURNS integer LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the group was decided on rows that have changed' USING ERRCODE = 'TG001';
END
$$;
