-- One page of the capital behind each SKU, by SKU and the asset that it is counted in, as the answer's JSON. What is free and
-- reserved are the ledger's balances; a SKU that was never funded has no asset.
WITH counted AS (
    SELECT s.id AS sku_id, s.retired_at IS NOT NULL AS retired, c.asset, coalesce(c.funded, 0) AS funded,
        coalesce(c.withdrawn, 0) AS withdrawn
    FROM sku s LEFT JOIN (
        SELECT sku_id, asset, sum(amount) FILTER (WHERE direction = 'fund') AS funded,
            sum(amount) FILTER (WHERE direction = 'withdraw') AS withdrawn
        FROM cover_capital GROUP BY 1, 2) AS c ON c.sku_id = s.id
), page AS (
    SELECT n.*, coalesce(a.decimals, 0) AS decimals,
        coalesce(free.posted - free.held, 0) AS free, coalesce(cover.posted, 0) AS reserved,
        (SELECT coalesce(sum(m.payout_amount), 0) FROM cover_claim m JOIN cover_order o ON o.id = m.order_id
            WHERE m.paid_at IS NOT NULL AND o.sku_id = n.sku_id AND o.asset = n.asset) AS paid_out,
        (SELECT count(*) FROM cover_order o
            WHERE o.status IN ('paid', 'active', 'claimed') AND o.sku_id = n.sku_id AND o.asset = n.asset) AS open_orders
    FROM counted n LEFT JOIN cover_asset a ON a.code = n.asset
        LEFT JOIN account free ON free.owner = 'capital:' || n.sku_id AND free.asset = n.asset
        LEFT JOIN account cover ON cover.owner = 'cover:' || n.sku_id AND cover.asset = n.asset
    ORDER BY n.sku_id, n.asset
    LIMIT cast(:#${variable.pageSize} AS bigint) OFFSET cast(:#${variable.offset} AS bigint)
)
SELECT json_build_object('success', true, 'data', json_build_object(
    'items', coalesce((
        SELECT json_agg(json_build_object(
            'sku_id', sku_id,
            'retired', retired,
            'asset', asset,
            'free', whole_units(free, decimals),
            'reserved', whole_units(reserved, decimals),
            'funded', whole_units(funded, decimals),
            'withdrawn', whole_units(withdrawn, decimals),
            'paid_out', whole_units(paid_out, decimals),
            'open_orders', open_orders,
            'utilisation', trim_scale(round(reserved / nullif(free + reserved, 0), 6))) ORDER BY sku_id, asset)
        FROM page), '[]'::json),
    'total', (SELECT count(*) FROM counted),
    'page', cast(:#${variable.page} AS bigint),
    'page_size', cast(:#${variable.pageSize} AS bigint)), 'message', '操作成功')::text AS answer
