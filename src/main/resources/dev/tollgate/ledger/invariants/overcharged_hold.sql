-- A hold is resolved at most once: its transfers come to no more than it was settled for.
SELECT c.hold_id::text AS subject, 'settled ' || coalesce(h.settled, 0) || ', charged ' || c.charged AS detail
FROM (SELECT hold_id, sum(amount) AS charged FROM transfer WHERE seq > :since AND seq <= :until AND hold_id IS NOT NULL GROUP BY hold_id) c
LEFT JOIN hold h ON h.id = c.hold_id
WHERE h.id IS NULL OR h.state NOT IN ('POSTED', 'EXPIRED') OR c.charged > h.settled
