package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;

/**
 * 500: the database went away while it committed, so that nobody can say now whether the posting is booked.
 *
 * <p>Without Retry-After on purpose: a repeat might book a second time, unless it carries the same idempotency key or
 * external reference.
 */
public final class OutcomeUnknown extends Refusal {

    OutcomeUnknown() {
        super(
                500,
                "outcome_unknown",
                "The database went away while this was booked; look before you repeat it without an Idempotency-Key");
    }
}
