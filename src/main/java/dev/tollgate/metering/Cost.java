package dev.tollgate.metering;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * What something costs, exactly: a fraction of the asset's smallest unit, not rounded yet.
 *
 * @param numerator 0 or more
 * @param denominator at least 1
 */
public record Cost(BigInteger numerator, BigInteger denominator) {

    public Cost {
        if (numerator.signum() < 0 || denominator.signum() < 1) {
            throw new IllegalArgumentException("not a cost: " + numerator + "/" + denominator);
        }
    }

    /** @param units of the asset, with decimals where a part of one is meant; 0 or more */
    static Cost of(BigDecimal units) {
        BigDecimal plain = units.scale() < 0 ? units.setScale(0) : units;
        return new Cost(plain.unscaledValue(), BigInteger.TEN.pow(plain.scale()));
    }

    /** Whole units at the full price, rounded up: rounding down would let small calls pass for free. */
    public BigInteger units() {
        return units(BigDecimal.ONE);
    }

    /**
     * Whole units at a discount, rounded up once, after it.
     *
     * @param rate above 0, at most 1: 0.8 is what eight tenths of the price are
     */
    public BigInteger units(BigDecimal rate) {
        BigDecimal plain = rate.scale() < 0 ? rate.setScale(0) : rate;
        BigInteger dividend = numerator.multiply(plain.unscaledValue());
        BigInteger divisor = denominator.multiply(BigInteger.TEN.pow(plain.scale()));
        BigInteger[] quotientAndRest = dividend.divideAndRemainder(divisor);
        return quotientAndRest[1].signum() == 0 ? quotientAndRest[0] : quotientAndRest[0].add(BigInteger.ONE);
    }
}
