-- What a user has, has recharged and has used, as the answer's JSON.
SELECT json_build_object(
    'balance', m.balance,
    'total_recharged', m.recharged,
    'total_consumed', m.consumed,
    'discount_rate', trim_scale(u.discount_rate))::text AS answer
FROM users u CROSS JOIN LATERAL token_money('user:' || u.id) m
WHERE u.id = cast(:#${variable.user.id} AS bigint)
