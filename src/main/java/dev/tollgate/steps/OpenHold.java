package dev.tollgate.steps;

import dev.tollgate.ledger.Hold;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.Rider;
import java.util.List;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** The hold of a request, as long as it is neither settled nor voided. */
@Component
class OpenHold {

    private static final Logger LOG = LoggerFactory.getLogger(OpenHold.class);

    private final Ledger ledger;

    OpenHold(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Voids the hold that the request still has; a failure is left to the hold's expiry. */
    void voidIfOpen(Exchange exchange) {
        voidIfOpen(exchange, null);
    }

    /** @param answered the HTTP status that its client gets; null where it isn't known */
    void voidIfOpen(Exchange exchange, @Nullable Integer answered) {
        Hold hold = Variables.optional(exchange, Variables.HOLD, Hold.class);
        if (hold == null) {
            return;
        }
        List<Rider> riders = failedCall(exchange, answered);
        resolved(exchange); // one attempt, which waits long enough
        try {
            ledger.voidHold(hold.id(), riders);
        } catch (RuntimeException e) {
            LOG.error("hold {} could not be voided; it will expire", hold.id(), e);
        }
    }

    /** Voids a hold of which nobody knows whether it was made; nobody else would before it expires. */
    void voidIfMade(UUID holdId) {
        try {
            ledger.voidHold(holdId, List.of());
        } catch (RuntimeException e) {
            LOG.error("hold {} could not be voided; if it was made, it will expire", holdId, e);
        }
    }

    /** A model call that failed is recorded too: its client will ask about it by its request id. */
    private static List<Rider> failedCall(Exchange exchange, @Nullable Integer answered) {
        return exchange.getVariable(Variables.LLM_REQUEST) == null
                ? List.of()
                : List.of(CallFacts.of(exchange)
                        .failure(CaughtRefusal.of(exchange), answered)
                        .rider());
    }

    /** The hold has been settled or voided. */
    void resolved(Exchange exchange) {
        exchange.removeVariable(Variables.HOLD);
    }
}
