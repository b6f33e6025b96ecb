package dev.tollgate.metering;

import java.math.BigInteger;

/**
 * A call at so many tokens a MON; in wei.
 *
 * @param tokensMax those that are paid in advance
 */
record MonQuote(MonTokenRate rate, long tokensMax) implements Quote {

    @Override
    public Cost advance() {
        return rate.advance(BigInteger.valueOf(tokensMax));
    }

    @Override
    public Cost cost(TokenUsage usage) {
        return rate.charge(usage);
    }
}
