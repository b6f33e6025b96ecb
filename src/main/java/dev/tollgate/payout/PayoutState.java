package dev.tollgate.payout;

/** Where a payout stands. */
public enum PayoutState {
    /** It waits to be signed; its problem, if any, says for what. */
    INTENDED,
    /** It is signed, and was perhaps sent. */
    SIGNED,
    /** It was sent, and is followed until it is settled. */
    SENT,
    /** The recipient has it, in a block that stays. */
    PAID,
    /** The chain took the transaction and undid what it did: nothing was paid, and it may be tried again. */
    REVERTED,
    /** The chain took the transaction, and its receipt doesn't show the payment: people must look. */
    DOUBTFUL
}
