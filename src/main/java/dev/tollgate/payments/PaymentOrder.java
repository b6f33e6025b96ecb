package dev.tollgate.payments;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that a user has ordered and is to pay for.
 *
 * @param family whose order it is, such as {@code apihub}: it says what is given for the money
 * @param type how it is paid, {@code alipay} or {@code wxpay}
 * @param amountFen hundredths of a CNY, more than 0
 * @param units of the asset that is given
 * @param status {@code pending}, {@code paid} or {@code expired}
 * @param late whether it was paid after it had expired; it is credited all the same
 */
public record PaymentOrder(
        String orderNo,
        String family,
        long userId,
        String type,
        long amountFen,
        String asset,
        BigInteger units,
        String status,
        boolean late,
        @Nullable String payUrl,
        @Nullable String qrCode,
        Instant expiresAt) {

    static final String PENDING = "pending";
    static final String PAID = "paid";

    /** The same with the page on which it is paid. */
    PaymentOrder payableAt(String url, String qr) {
        return new PaymentOrder(
                orderNo, family, userId, type, amountFen, asset, units, status, late, url, qr, expiresAt);
    }

    /** In CNY, with two decimals. */
    public BigDecimal amount() {
        return BigDecimal.valueOf(amountFen, 2);
    }

    boolean isPaid() {
        return status.equals(PAID);
    }
}
