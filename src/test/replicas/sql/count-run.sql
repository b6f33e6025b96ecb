-- The time is the one that the run was due at: two runs with the same one are one firing too many.
INSERT INTO test_job_run (due, port)
VALUES (cast(:#${header.scheduledFireTime.time} AS bigint), :#${properties:server.port})
