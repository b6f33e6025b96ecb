package dev.tollgate.steps;

import dev.tollgate.idempotency.StoredAnswer;
import dev.tollgate.refusal.Envelopes;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.upstream.OpenCall;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/**
 * Behind {@code kamelet:undo-call}: a refused request keeps no hold, and its idempotency key only if the refusal is the
 * end of the matter, which {@link AnswerRefusal} then stores.
 */
@Component
class UndoCall {

    private final Envelopes envelopes;
    private final OpenHold openHold;
    private final ClaimedKey claimedKey;

    UndoCall(Envelopes envelopes, OpenHold openHold, ClaimedKey claimedKey) {
        this.envelopes = envelopes;
        this.openHold = openHold;
        this.claimedKey = claimedKey;
    }

    /**
     * Closes the upstream's connection, if it is still being read, voids the hold, if it is open, and releases the key,
     * if one is claimed and a retry may fare better.
     *
     * @param envelope the one that the refusal is answered in, with a status of its own
     */
    public void undo(Exchange exchange, String envelope) {
        OpenCall call = Variables.optional(exchange, Variables.CALL, OpenCall.class);
        if (call != null) {
            call.abandon();
        }
        Refusal refusal = CaughtRefusal.of(exchange);
        openHold.voidIfOpen(
                exchange,
                refusal == null
                        ? null
                        : Integer.valueOf(envelopes.named(envelope).status(refusal)));
        if (refusal == null || !StoredAnswer.isFinal(refusal.status())) {
            claimedKey.release(exchange);
        }
    }
}
