package dev.tollgate.metering;

import java.math.BigInteger;
import org.springframework.stereotype.Component;

/** What was really used, at MON_TO_TOKEN_RATE without a factor; the rest of the hold is released. */
@Component("metered")
final class MeteredPolicy implements ChargePolicy {

    private final MonTokenRate rate;

    MeteredPolicy(MonTokenRate rate) {
        this.rate = rate;
    }

    @Override
    public boolean chargesBeforeAnswer() {
        return false;
    }

    @Override
    public BigInteger charge(BigInteger held, TokenUsage usage) {
        return rate.chargeWei(usage);
    }
}
