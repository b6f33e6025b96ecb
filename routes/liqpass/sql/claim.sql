-- A claim for the admin, with what became of it, as the answer's JSON.
SELECT jsonb_build_object(
    'success', true,
    'data', cover_claim_admin(c, o) || jsonb_build_object('events', (
        SELECT coalesce(jsonb_agg(jsonb_build_object(
            'at', cover_time(e.at), 'actor', e.actor, 'from', e.from_status, 'to', e.to_status, 'note', e.note)
            ORDER BY e.id), '[]')
        FROM cover_claim_event e WHERE e.claim_id = c.id)),
    'message', '操作成功')::text AS answer
FROM cover_claim c JOIN cover_order o ON o.id = c.order_id
WHERE c.id = :#${variable.claimId}
