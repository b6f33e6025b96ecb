-- When some replica last said that it has a route for a job in Quartz's store; name is group.name of its trigger.
CREATE TABLE stored_job (
    name text PRIMARY KEY,
    claimed_at timestamptz NOT NULL
);
