package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;

/** 409: the hold was settled, voided or expired before, or there never was one. */
public final class HoldResolved extends Refusal {

    HoldResolved(String state) {
        super(409, "hold_resolved", "The hold is not pending: " + state);
    }
}
