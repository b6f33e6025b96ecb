-- Orders and claims as document 3 writes them: times in UTC without fractions, amounts as numbers of whole assets.
CREATE FUNCTION cover_time(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
$$;

-- Units as whole ones of an asset, exactly, without trailing zeros.
CREATE FUNCTION whole_units(units numeric, decimals integer) RETURNS numeric LANGUAGE sql IMMUTABLE AS $$
    SELECT trim_scale(cast(cast(units AS text) || 'e-' || decimals AS numeric))
$$;

CREATE FUNCTION cover_claim_shown(claim cover_claim, decimals integer) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
        'claim_id', claim.id,
        'order_id', claim.order_id,
        'status', claim.status,
        'reason', claim.reason,
        'proof_uri', claim.proof_uri,
        'filed_at', cover_time(claim.filed_at),
        'verified_at', cover_time(claim.verified_at),
        'payout_amount', whole_units(claim.payout_amount, decimals),
        'payout_tx_hash', claim.payout_tx_hash)
$$;

CREATE FUNCTION cover_order_shown(o cover_order) RETURNS json LANGUAGE sql STABLE AS $$
    SELECT json_build_object(
        'order_id', o.id,
        'sku_id', o.sku_id,
        'wallet_address', o.wallet_address,
        'exchange', o.exchange,
        'symbol', o.symbol,
        'order_reference', o.order_reference,
        'premium_amount', whole_units(o.premium, 18),
        'status', o.status,
        'created_at', cover_time(o.created_at),
        'expires_at', cover_time(o.expires_at),
        'claims', coalesce((SELECT json_agg(cover_claim_shown(c, o.decimals) ORDER BY c.filed_at, c.id)
            FROM cover_claim c WHERE c.order_id = o.id), '[]'))
$$;

-- A claim with what only admins see.
CREATE FUNCTION cover_claim_admin(claim cover_claim, o cover_order) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT cast(cover_claim_shown(claim, o.decimals) AS jsonb) || jsonb_build_object(
        'wallet_address', o.wallet_address,
        'sku_id', o.sku_id,
        'exchange', o.exchange,
        'symbol', o.symbol,
        'order_reference', o.order_reference,
        'order_status', o.status,
        'asset', o.asset,
        'cover', whole_units(o.cover, o.decimals),
        'liquidated_amount', trim_scale(claim.liquidated_amount),
        'liquidated_price', trim_scale(claim.liquidated_price),
        'estimated_payout', whole_units(claim.estimated_payout, o.decimals),
        'proof_sha256', claim.proof_sha256,
        'rejection', claim.rejection,
        'problem', claim.problem,
        'attempts', claim.attempts,
        'next_attempt_at', CASE WHEN claim.status = 'filed' AND claim.next_attempt_at < 'infinity'
            THEN cover_time(claim.next_attempt_at) END,
        'approved_at', cover_time(claim.approved_at),
        'paid_at', cover_time(claim.paid_at))
$$;
