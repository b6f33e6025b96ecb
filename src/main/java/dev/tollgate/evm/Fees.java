package dev.tollgate.evm;

import java.math.BigInteger;

/**
 * What a transaction offers for each unit of gas (EIP-1559), in wei.
 *
 * @param max the most, the base fee included
 * @param priority the most beyond the base fee
 */
public record Fees(BigInteger max, BigInteger priority) {

    private static final BigInteger EIGHT = BigInteger.valueOf(8);
    private static final BigInteger NINE = BigInteger.valueOf(9);

    /** What may replace a transaction with these: an eighth more of both (nodes want a tenth), and no less than now's. */
    public Fees raisedTo(Fees now) {
        BigInteger raisedPriority = raised(priority).max(now.priority);
        return new Fees(raised(max).max(now.max).max(raisedPriority), raisedPriority);
    }

    private static BigInteger raised(BigInteger fee) {
        return fee.multiply(NINE).divide(EIGHT).add(BigInteger.ONE);
    }
}
