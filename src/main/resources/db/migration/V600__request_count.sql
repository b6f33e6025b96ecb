-- How many requests a subject such as key:17 has made in a day of BUSINESS_ZONE, and in the day's latest minute. Granted
-- ones alone are counted. The last four columns are the last statement's own: one statement counts for many callers,
-- and has to be told their limits, and to tell what it has granted, row by row.
CREATE TABLE request_count (
    subject text NOT NULL,
    day date NOT NULL,
    requests bigint NOT NULL CHECK (requests >= 0),
    minute timestamptz NOT NULL, -- its begin
    minute_requests integer NOT NULL CHECK (minute_requests >= 0),
    asked integer NOT NULL,
    per_minute integer,
    per_day integer,
    granted integer NOT NULL CHECK (granted BETWEEN 0 AND asked),
    PRIMARY KEY (subject, day)
) WITH (fillfactor = 50); -- room for HOT updates
CREATE INDEX request_count_day ON request_count (day);

-- The days that are over and closed.
CREATE TABLE request_day (
    day date PRIMARY KEY,
    closed_at timestamptz NOT NULL
);

-- What was counted in them.
CREATE TABLE request_day_closed (
    day date NOT NULL,
    subject text NOT NULL,
    requests bigint NOT NULL,
    PRIMARY KEY (day, subject)
);
