package dev.tollgate.metering;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * What of a hold is charged, and when, by a rule that routes choose by name (parameter {@code policy} of {@code
 * kamelet:settle-and-answer}).
 *
 * <p>A policy is a Spring bean; its bean name is the name that routes use.
 */
public interface ChargePolicy {

    /** Whether the charge is known, and booked, before the first byte of the answer leaves. */
    boolean chargesBeforeAnswer();

    /**
     * The amount to charge, in the asset's smallest units.
     *
     * @param held what the call's hold set aside
     * @param usage what the call really used; {@link TokenUsage#NONE} where the charge precedes a stream
     * @param quote what the call was held at
     * @param rate what is left of the price after discounts: above 0, at most 1
     */
    BigInteger charge(BigInteger held, TokenUsage usage, Quote quote, BigDecimal rate);
}
