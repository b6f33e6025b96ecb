package dev.tollgate.crash;

import dev.tollgate.payout.PayoutStep;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Halts the JVM, as kill -9 does, after the step of a payout that {@code tollgate.test.payout-crashat} names. */
@Component
@ConditionalOnProperty("tollgate.test.payout-crashat")
class PayoutCrashPoint implements PayoutStep {

    private final Step step;

    PayoutCrashPoint(@Value("${tollgate.test.payout-crashat}") Step step) {
        this.step = step;
    }

    @Override
    public void reached(Step reached, String subject) {
        if (reached == step) {
            Runtime.getRuntime().halt(CrashPoint.EXIT_CODE);
        }
    }
}
