package dev.tollgate.metering;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.springframework.stereotype.Component;

/** What was really used, at the price that the call was held at, without a factor; the rest of the hold is released. */
@Component("metered")
final class MeteredPolicy implements ChargePolicy {

    @Override
    public boolean chargesBeforeAnswer() {
        return false;
    }

    @Override
    public BigInteger charge(BigInteger held, TokenUsage usage, Quote quote, BigDecimal rate) {
        return quote.cost(usage).units(rate);
    }
}
