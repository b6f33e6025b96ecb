-- Counts what many subjects ask for, one row each, and grants as much of it as their limits leave.
WITH started AS MATERIALIZED (
    SELECT {now} AS now, set_config('lock_timeout', '1s', true)
), local AS (
    SELECT now, {day of now} AS day FROM started
), midnight AS (
    SELECT now, day, (day + 1)::timestamp AT TIME ZONE '{zone}' AS ends FROM local
), today AS MATERIALIZED (
    -- A midnight that there is twice, because clocks are put back after it, ends the day the first time.
    SELECT date_trunc('minute', now) AS minute, day,
        CASE WHEN ((ends - interval '1 hour') AT TIME ZONE '{zone}')::date > day
            THEN ends - interval '1 hour' ELSE ends END AS ends
    FROM midnight
)
INSERT INTO request_count AS c
    (subject, day, requests, minute, minute_requests, asked, per_minute, per_day, granted)
SELECT a.subject, today.day, least(asked, per_minute, per_day), today.minute, least(asked, per_minute, per_day),
    asked, per_minute, per_day, least(asked, per_minute, per_day)
FROM unnest(?::text[], ?::int[], ?::int[], ?::int[]) WITH ORDINALITY
        AS a (subject, asked, per_minute, per_day, place)
    CROSS JOIN today
ORDER BY a.place -- all replicas lock in the same order
ON CONFLICT (subject, day) DO UPDATE SET
    (requests, minute, minute_requests, asked, per_minute, per_day, granted) = (
        SELECT c.requests + grants.granted, used.minute, used.requests + grants.granted,
            excluded.asked, excluded.per_minute, excluded.per_day, grants.granted
        FROM (
            -- Read again now that the row is locked: whoever had it may have turned the window meanwhile.
            SELECT date_trunc('minute', least({now}, today.ends - interval '1 microsecond')) AS minute
            FROM today WHERE today.day = c.day
        ) AS locked
        CROSS JOIN LATERAL (
            -- A clock that was put back a little finds a newer window, and goes on with it.
            SELECT c.minute >= locked.minute AND c.minute <= locked.minute + interval '1 minute' AS open
        ) AS known
        CROSS JOIN LATERAL (
            SELECT CASE WHEN open THEN c.minute ELSE locked.minute END AS minute,
                CASE WHEN open THEN c.minute_requests ELSE 0 END AS requests
        ) AS used
        CROSS JOIN LATERAL (
            SELECT greatest(0, least(excluded.asked, excluded.per_minute - used.requests,
                excluded.per_day - c.requests)) AS granted
        ) AS grants
    )
RETURNING subject, granted, requests, minute_requests, {now} AS now, minute + interval '1 minute' AS minute_ends,
    (SELECT ends FROM today) AS day_ends
