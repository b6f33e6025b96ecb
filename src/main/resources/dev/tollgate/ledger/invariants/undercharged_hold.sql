-- What a hold was settled for was charged.
SELECT h.id::text AS subject, 'settled ' || h.settled || ', charged ' || coalesce(c.charged, 0) AS detail
FROM hold h
LEFT JOIN (SELECT hold_id, sum(amount) AS charged FROM transfer WHERE hold_id IS NOT NULL GROUP BY hold_id) c
    ON c.hold_id = h.id
WHERE h.settled > coalesce(c.charged, 0)
