package dev.tollgate.ledger;

import java.math.BigInteger;

/**
 * What one call uses of an {@linkplain Reservation allowance}, or may use at most.
 *
 * @param tokens of a model, 0 or more
 * @param cost as the allowance counts it, in units of the hold's asset, 0 or more; not always what is charged
 */
public record Consumption(long tokens, BigInteger cost) {

    public Consumption {
        if (tokens < 0) {
            throw new IllegalArgumentException("tokens must not be negative: " + tokens);
        }
        Amounts.requireNotNegative("cost", cost);
    }
}
