package dev.tollgate.ledger;

import java.math.BigInteger;

/**
 * What an account has, in units.
 *
 * @param posted all that was credited minus all that was charged
 * @param held set aside by pending holds
 * @param shortfall used beyond its money; only where available is 0
 * @param frozen takes credits, but neither holds nor spends
 */
public record Balance(BigInteger posted, BigInteger held, BigInteger shortfall, boolean frozen) {

    static final Balance NONE = new Balance(BigInteger.ZERO, BigInteger.ZERO, BigInteger.ZERO, false);

    /** What can be spent. */
    public BigInteger available() {
        return posted.subtract(held);
    }
}
