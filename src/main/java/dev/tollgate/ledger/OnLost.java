package dev.tollgate.ledger;

/** What becomes of a hold whose process died before it resolved it. */
public enum OnLost {
    /** The customer gets it back. */
    VOID,
    /** All of it is charged, to {@code system:revenue}. */
    CHARGE_ALL
}
