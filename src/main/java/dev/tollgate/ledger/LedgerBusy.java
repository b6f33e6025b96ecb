package dev.tollgate.ledger;

import dev.tollgate.refusal.Refusal;
import java.time.Duration;

/** 503: too many postings wait, the ledger is closing, or its database doesn't answer; try again. */
public final class LedgerBusy extends Refusal {

    LedgerBusy(String message) {
        super(503, "unavailable", message, Duration.ofSeconds(1));
    }
}
