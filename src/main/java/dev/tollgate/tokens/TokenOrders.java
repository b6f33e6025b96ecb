package dev.tollgate.tokens;

import dev.tollgate.ledger.Asset;
import dev.tollgate.payments.PaymentOrder;
import dev.tollgate.payments.Payments;
import dev.tollgate.payments.Purchase;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.users.User;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Orders of TOKEN for CNY, as users make them and ask about them. */
public final class TokenOrders {

    static final String FAMILY = "apihub";

    private static final Asset TOKEN = Asset.of("TOKEN");
    private static final String CALLBACK = "/api/tokens/recharge/callback";
    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    private final Payments payments;
    private final @Nullable BigDecimal tokensPerCny;

    /** @param tokensPerCny {@code TOKENS_PER_CNY}, four decimals at most; null turns orders off */
    TokenOrders(Payments payments, @Nullable BigDecimal tokensPerCny) {
        if (tokensPerCny != null
                && (tokensPerCny.signum() <= 0
                        || tokensPerCny.stripTrailingZeros().scale() > 4)) {
            throw new IllegalArgumentException("TOKENS_PER_CNY must be above 0, with four decimals at most");
        }
        this.payments = payments;
        this.tokensPerCny = tokensPerCny;
    }

    /**
     * Makes an order.
     *
     * @param fields amount, in CNY with two decimals at most, and type
     * @throws Refusal 503 while payments are off
     */
    public Map<String, Object> open(User user, Map<String, Object> fields, String clientAddress) {
        if (tokensPerCny == null) {
            throw Refusal.unavailable("Recharging is not configured (TOKENS_PER_CNY); ask the operator", RETRY_AFTER);
        }
        BigDecimal amount = new BigDecimal(String.valueOf(fields.get("amount")));
        BigInteger units =
                amount.multiply(tokensPerCny).movePointRight(TOKEN.decimals()).toBigIntegerExact();
        return shown(payments.open(
                new Purchase(
                        FAMILY,
                        "AH",
                        "Token recharge",
                        CALLBACK,
                        user.id(),
                        String.valueOf(fields.get("type")),
                        amount.movePointRight(2).longValueExact(),
                        TOKEN.code(),
                        units),
                clientAddress));
    }

    /** @throws Refusal 404 if the user has no such order */
    public Map<String, Object> order(User user, Map<String, Object> path) {
        return payments.find(String.valueOf(path.get("order_no")))
                .filter(order -> order.family().equals(FAMILY))
                .filter(order -> order.userId() == user.id() || user.isAdmin())
                .map(TokenOrders::shown)
                .orElseThrow(() -> Refusal.notFound("Order not found"));
    }

    private static Map<String, Object> shown(PaymentOrder order) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("order_no", order.orderNo());
        answer.put("type", order.type());
        answer.put("amount", order.amount());
        answer.put("tokens", tokens(order));
        answer.put("status", order.status());
        answer.put("late", order.late());
        answer.put("pay_url", order.payUrl());
        answer.put("qr_code", order.qrCode());
        answer.put("expires_at", order.expiresAt().toString());
        return answer;
    }

    /** Without an exponent in its JSON. */
    private static BigDecimal tokens(PaymentOrder order) {
        return new BigDecimal(new BigDecimal(order.units(), TOKEN.decimals())
                .stripTrailingZeros()
                .toPlainString());
    }
}
