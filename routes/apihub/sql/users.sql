-- One page of the users whose name or address has the text searched for, newest first, as the answer's JSON.
WITH found AS (
    SELECT * FROM users
    WHERE cast(:#${variable.query[search]} AS text) IS NULL
        OR strpos(lower(username), lower(cast(:#${variable.query[search]} AS text))) > 0
        OR strpos(lower(email), lower(cast(:#${variable.query[search]} AS text))) > 0
)
SELECT json_build_object(
    'items', coalesce((
        SELECT json_agg(user_shown(page) ORDER BY (page).id DESC)
        FROM (
            SELECT u FROM found f JOIN users u ON u.id = f.id ORDER BY f.id DESC
            LIMIT cast(:#${variable.pageSize} AS bigint) OFFSET cast(:#${variable.offset} AS bigint)
        ) AS p (page)), '[]'::json),
    'total', (SELECT count(*) FROM found),
    'page', cast(:#${variable.page} AS bigint),
    'page_size', cast(:#${variable.pageSize} AS bigint))::text AS answer
