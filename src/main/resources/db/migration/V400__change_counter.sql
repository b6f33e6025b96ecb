-- How often what replicas cache has changed, by topic. A change counts itself in its own transaction, under the row's
-- lock: who sees a version sees every change up to it. A sequence would not do, since it doesn't wait for the commit.
CREATE TABLE change_counter (
    topic text PRIMARY KEY CHECK (topic <> ''),
    version bigint NOT NULL
);
