package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;
import java.math.BigInteger;

/** 409: the hold was settled, voided or expired before, or there never was one. */
public final class HoldResolved extends Refusal {

    private final BigInteger charged;

    HoldResolved(String state, BigInteger charged) {
        super(409, "hold_resolved", "The hold is not pending: " + state);
        this.charged = charged;
    }

    static HoldResolved of(HoldRow hold) {
        return new HoldResolved(hold.state().name(), hold.settled());
    }

    /** What the hold was charged when it was resolved, in units of its asset; zero if it was released. */
    public BigInteger charged() {
        return charged;
    }
}
