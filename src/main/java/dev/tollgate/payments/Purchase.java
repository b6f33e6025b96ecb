package dev.tollgate.payments;

import java.math.BigInteger;

/**
 * What a user wants to pay for.
 *
 * @param family that gives something for the money, see {@link Fulfilment}
 * @param prefix how its orders' numbers begin
 * @param name what the customer reads on the payment page, 127 bytes at most
 * @param callback the path of the family's endpoint that takes notifications
 * @param type how it is to be paid, {@code alipay} or {@code wxpay}
 * @param amountFen hundredths of a CNY, more than 0
 * @param units of the asset that is given, more than 0
 */
public record Purchase(
        String family,
        String prefix,
        String name,
        String callback,
        long userId,
        String type,
        long amountFen,
        String asset,
        BigInteger units) {}
