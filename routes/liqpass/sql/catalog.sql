-- The SKUs that are for sale, as the answer's JSON, in Chinese unless English is asked for.
SELECT json_build_object('success', true, 'data', json_build_object('skus', coalesce(json_agg(json_build_object(
    'id', id,
    'name', CASE cast(:#${variable.language} AS text) WHEN 'en' THEN name_en ELSE name_zh END,
    'description', CASE cast(:#${variable.language} AS text) WHEN 'en' THEN description_en ELSE description_zh END,
    'premium', whole_units(premium, 18),
    'payout_multiplier', trim_scale(payout_multiplier),
    'leverage', trim_scale(leverage),
    'duration_hours', duration_hours,
    'max_coverage', trim_scale(max_coverage)) ORDER BY leverage, id), '[]'::json)), 'message', '获取产品目录成功')::text AS answer
FROM sku WHERE retired_at IS NULL
