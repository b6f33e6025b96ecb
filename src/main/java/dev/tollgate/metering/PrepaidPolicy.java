package dev.tollgate.metering;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.springframework.stereotype.Component;

/** The wallet document's rule: the whole hold, once the upstream has answered; nothing is returned afterwards. */
@Component("prepaid")
final class PrepaidPolicy implements ChargePolicy {

    @Override
    public boolean chargesBeforeAnswer() {
        return true;
    }

    @Override
    public BigInteger charge(BigInteger held, TokenUsage usage, Quote quote, BigDecimal rate) {
        return held;
    }
}
