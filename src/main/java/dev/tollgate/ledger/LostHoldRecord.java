package dev.tollgate.ledger;

/** What somebody wants written about a lost hold, in the transaction that resolves it. */
public interface LostHoldRecord {

    Rider of(LostHold hold);
}
