-- Capital that came or went, as the answer's JSON: a repeat is answered with the first's.
SELECT json_build_object('success', true, 'data', json_build_object(
    'transfer_id', c.transfer_id,
    'sku_id', c.sku_id,
    'asset', c.asset,
    'direction', c.direction,
    'amount', whole_units(c.amount, a.decimals),
    'reference', c.reference,
    'actor', c.actor,
    'at', cover_time(c.at)), 'message', '操作成功')::text AS answer
FROM cover_capital c JOIN cover_asset a ON a.code = c.asset
WHERE c.transfer_id = cast(:#${variable.transfer} AS uuid)
