package dev.tollgate.metering;

import java.math.BigInteger;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * What tokens cost in MON. All costs are in wei, 10^18 to a MON; rounded up once, at the end, a call costs less than one
 * wei more.
 */
@Component
public final class MonTokenRate {

    private static final BigInteger WEI_PER_MON = BigInteger.TEN.pow(18);

    /** The document's safety factor of 1.2 on what is held in advance, as a fraction. */
    private static final BigInteger ADVANCE_NUMERATOR = BigInteger.valueOf(12);

    private static final BigInteger ADVANCE_DENOMINATOR = BigInteger.TEN;

    private final BigInteger tokensPerMon;

    @Autowired
    MonTokenRate(ClaudeSettings settings) {
        this(settings.monToTokenRate());
    }

    /** @param tokensPerMon at least 1 */
    public MonTokenRate(long tokensPerMon) {
        if (tokensPerMon < 1) {
            throw new IllegalArgumentException("MON_TO_TOKEN_RATE must be a positive integer, not " + tokensPerMon);
        }
        this.tokensPerMon = BigInteger.valueOf(tokensPerMon);
    }

    /** What is held before a call that may take so many tokens: 1.2 times their charge. */
    public Cost advance(BigInteger tokens) {
        return new Cost(
                tokens.multiply(ADVANCE_NUMERATOR).multiply(WEI_PER_MON), ADVANCE_DENOMINATOR.multiply(tokensPerMon));
    }

    /** What a metered call is charged once its usage is known: all its tokens alike, without a factor. */
    public Cost charge(TokenUsage usage) {
        return new Cost(BigInteger.valueOf(usage.total()).multiply(WEI_PER_MON), tokensPerMon);
    }
}
