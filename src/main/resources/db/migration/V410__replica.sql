-- The processes that share this database. A row says that its process lives, as long as seen_at is recent; an orderly end
-- deletes it.
CREATE TABLE replica (
    id uuid PRIMARY KEY,
    host text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL
);
