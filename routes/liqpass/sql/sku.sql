-- One SKU, as the answer's JSON.
SELECT json_build_object('success', true, 'data', sku_shown(s), 'message', '操作成功')::text AS answer
FROM sku s WHERE s.id = :#${variable.sku}
