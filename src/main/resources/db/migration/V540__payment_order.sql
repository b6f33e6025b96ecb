-- Orders of any family that a payment provider is to be paid for. Money is counted in fen, hundredths of a CNY.
CREATE TABLE payment_order (
    order_no text PRIMARY KEY,
    family text NOT NULL,
    user_id bigint NOT NULL REFERENCES users,
    type text NOT NULL CHECK (type IN ('alipay', 'wxpay')),
    amount_fen bigint NOT NULL CHECK (amount_fen > 0),
    -- What the family gives for it: units of its asset.
    asset text NOT NULL,
    units numeric(78, 0) NOT NULL CHECK (units > 0),
    status text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'paid', 'expired')),
    late boolean NOT NULL DEFAULT false, -- paid after it had expired, and credited all the same
    pay_url text,
    qr_code text,
    trade_no text,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    paid_at timestamptz,
    ask_at timestamptz, -- when the provider is asked next; null once it has been asked often enough
    CHECK ((status = 'paid') = (paid_at IS NOT NULL))
);
CREATE INDEX payment_order_open ON payment_order (expires_at) WHERE status = 'pending';
CREATE INDEX payment_order_ask ON payment_order (ask_at) WHERE status <> 'paid' AND ask_at IS NOT NULL;
CREATE INDEX payment_order_user ON payment_order (user_id, created_at DESC);

-- What the provider told us, word for word, and what became of it.
CREATE TABLE payment_notification (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    order_no text NOT NULL,
    raw text NOT NULL,
    verdict text NOT NULL,
    received_at timestamptz NOT NULL DEFAULT now()
);
-- The same words again are one row.
CREATE UNIQUE INDEX payment_notification_once ON payment_notification (order_no, md5(raw));
