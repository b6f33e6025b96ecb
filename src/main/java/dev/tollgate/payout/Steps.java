package dev.tollgate.payout;

import dev.tollgate.payout.PayoutStep.Step;
import org.springframework.beans.factory.ObjectProvider;

/** Calls whoever wants to know about steps: nobody, but in tests. */
final class Steps {

    private final ObjectProvider<PayoutStep> listeners;

    Steps(ObjectProvider<PayoutStep> listeners) {
        this.listeners = listeners;
    }

    void reached(Step step, String subject) {
        listeners.forEach(listener -> listener.reached(step, subject));
    }
}
