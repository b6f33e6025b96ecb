-- What an allowance holds is the sum of what its pending holds have reserved.
WITH pending AS (
    SELECT allowance, sum(allowance_tokens) AS tokens, sum(allowance_cost) AS cost
    FROM hold WHERE state = 'PENDING' AND allowance IS NOT NULL GROUP BY allowance
), touched AS (
    SELECT subject FROM allowance WHERE :all
    UNION SELECT allowance FROM pending
)
SELECT a.subject, 'held ' || a.tokens_held || ' tokens and ' || a.cost_held
    || ', reserved ' || coalesce(p.tokens, 0) || ' and ' || coalesce(p.cost, 0) AS detail
FROM touched t
JOIN allowance a ON a.subject = t.subject
LEFT JOIN pending p ON p.allowance = t.subject
WHERE a.tokens_held IS DISTINCT FROM coalesce(p.tokens, 0) OR a.cost_held IS DISTINCT FROM coalesce(p.cost, 0)
