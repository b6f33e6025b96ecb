package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;

/** 409: a required rider of the posting changed no row, so nothing of the posting was booked. */
public final class RiderRefused extends Refusal {

    RiderRefused() {
        super(409, "conflict", "Another request changed this meanwhile");
    }
}
