package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;

/** 409: the id or the external reference was booked before, with other content. */
public final class TransferConflict extends Refusal {

    TransferConflict(String what) {
        super(409, "already_booked", what + " was booked before with other content");
    }
}
