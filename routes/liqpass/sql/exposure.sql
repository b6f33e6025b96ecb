-- One page of what each day brought and left, newest first, as the answer's JSON. Premiums are MON, the rest is counted in
-- the row's asset: a loss ratio is of one asset, or null. Totals run from the first day on, whatever is asked for.
WITH summed AS (
    SELECT e.*, coalesce(a.decimals, 0) AS decimals,
        sum(orders_sold) OVER total AS all_orders, sum(premiums) OVER total AS all_premiums,
        sum(claims_filed) OVER total AS all_filed, sum(claims_approved) OVER total AS all_approved,
        sum(claims_rejected) OVER total AS all_rejected, sum(claims_paid) OVER total AS all_paid,
        sum(payouts) OVER total AS all_payouts
    FROM cover_exposure e LEFT JOIN cover_asset a ON a.code = e.asset
    WHERE cast(:#${variable.exposureFilter.skuId} AS text) IS NULL
        OR sku_id = cast(:#${variable.exposureFilter.skuId} AS text)
    WINDOW total AS (PARTITION BY sku_id, e.asset ORDER BY day)
), found AS (
    SELECT * FROM summed
    WHERE day BETWEEN cast(:#${variable.exposureFilter.from} AS date) AND cast(:#${variable.exposureFilter.to} AS date)
), page AS (
    SELECT * FROM found ORDER BY day DESC, sku_id, asset
    LIMIT cast(:#${variable.pageSize} AS bigint) OFFSET cast(:#${variable.offset} AS bigint)
)
SELECT json_build_object('success', true, 'data', json_build_object(
    'items', coalesce((
        SELECT json_agg(json_build_object(
            'day', day,
            'sku_id', sku_id,
            'asset', asset,
            'orders_sold', orders_sold,
            'premiums_mon', whole_units(premiums, 18),
            'open_cover', whole_units(open_cover, decimals),
            'free_capital', whole_units(free_capital, decimals),
            'claims_filed', claims_filed,
            'claims_approved', claims_approved,
            'claims_rejected', claims_rejected,
            'claims_paid', claims_paid,
            'payouts', whole_units(payouts, decimals),
            'loss_ratio', CASE asset WHEN 'MON' THEN trim_scale(round(payouts / nullif(premiums, 0), 6)) END,
            'total', json_build_object(
                'orders_sold', all_orders,
                'premiums_mon', whole_units(all_premiums, 18),
                'claims_filed', all_filed,
                'claims_approved', all_approved,
                'claims_rejected', all_rejected,
                'claims_paid', all_paid,
                'payouts', whole_units(all_payouts, decimals),
                'loss_ratio', CASE asset WHEN 'MON' THEN trim_scale(round(all_payouts / nullif(all_premiums, 0), 6)) END))
            ORDER BY day DESC, sku_id, asset)
        FROM page), '[]'::json),
    'total', (SELECT count(*) FROM found),
    'page', cast(:#${variable.page} AS bigint),
    'page_size', cast(:#${variable.pageSize} AS bigint)), 'message', '操作成功')::text AS answer
