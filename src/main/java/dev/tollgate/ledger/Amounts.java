package dev.tollgate.ledger;

import java.math.BigInteger;

/** The range of amounts that the books hold: 0 to 10^78 - 1 units, as the columns do. */
final class Amounts {

    static final BigInteger MAX = BigInteger.TEN.pow(78).subtract(BigInteger.ONE);

    private Amounts() {}

    static BigInteger requireNotNegative(String name, BigInteger amount) {
        if (amount.signum() < 0 || amount.compareTo(MAX) > 0) {
            throw new IllegalArgumentException(name + " is 0 to 10^78-1 units");
        }
        return amount;
    }

    static BigInteger requirePositive(String name, BigInteger amount) {
        if (amount.signum() == 0) {
            throw new IllegalArgumentException(name + " is more than 0");
        }
        return requireNotNegative(name, amount);
    }
}
