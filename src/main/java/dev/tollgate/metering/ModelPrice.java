package dev.tollgate.metering;

import java.math.BigDecimal;

/**
 * What one token of a model costs, in units of TOKEN, millionths, with decimals where it is less.
 *
 * @param maxOutput the most tokens that the model answers with; {@link Long#MAX_VALUE} where that isn't known
 */
record ModelPrice(BigDecimal input, BigDecimal output, BigDecimal cacheRead, BigDecimal cacheWrite, long maxOutput) {

    /** Each token stands in one of the four numbers, so none is paid twice. */
    Cost cost(TokenUsage usage) {
        return Cost.of(times(input, usage.input())
                .add(times(output, usage.output()))
                .add(times(cacheRead, usage.cacheRead()))
                .add(times(cacheWrite, usage.cacheWrite())));
    }

    /** What a call may cost that reads and answers so much; nobody knows before what it will write to a cache. */
    Cost atMost(long inputTokens, long outputTokens) {
        return Cost.of(times(input.max(cacheWrite), inputTokens).add(times(output, outputTokens)));
    }

    private static BigDecimal times(BigDecimal price, long tokens) {
        return price.multiply(BigDecimal.valueOf(tokens));
    }
}
