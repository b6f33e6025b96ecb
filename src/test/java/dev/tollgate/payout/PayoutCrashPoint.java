package dev.tollgate.payout;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Halts the JVM, as kill -9 does, when a payout has reached the step that {@code tollgate.test.crashatpayout} names.
 * Only in tests, and only where asked for.
 */
@Component
@ConditionalOnProperty("tollgate.test.crashatpayout")
class PayoutCrashPoint implements PayoutStep {

    private final Step step;

    PayoutCrashPoint(@Value("${tollgate.test.crashatpayout}") Step step) {
        this.step = step;
    }

    @Override
    public void reached(Step reached, String subject) {
        if (reached == step) {
            Runtime.getRuntime().halt(137);
        }
    }
}
