package dev.tollgate.ledger;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Asks that a hold also reserve from an allowance, which bounds what a subject such as an API key uses in all. Reserved
 * and released with the hold, however it is resolved, and counted as used when it is settled.
 *
 * @param subject whose allowance, such as {@code key:17}; opened by {@link Allowances}
 * @param asked what the call may use by its estimate
 * @param tokensMax what the subject's calls may use in all; null for no bound
 * @param costMax the same of their cost
 */
public record Reservation(
        String subject,
        Consumption asked,
        @Nullable Long tokensMax,
        @Nullable BigInteger costMax) {}
