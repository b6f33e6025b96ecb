-- The editions of the price book that calls were charged by: what a usage row's price names.
CREATE TABLE price_book (
    version text PRIMARY KEY,
    prices text NOT NULL,
    first_used_at timestamptz NOT NULL DEFAULT now()
);
