package dev.tollgate.payout;

/**
 * Told of what becomes of payouts. Its methods run inside the transaction that writes the same down, so they are told
 * exactly once if that commits, and must not call the network.
 */
public interface PayoutBook {

    /** A transaction was sent that may pay it: the first, or one that replaces it with higher fees. */
    void sent(String subject, String transactionHash);

    /** It is paid, by the transaction that the payout names, for good; after a crash it may not have been called sent. */
    void paid(Payout payout);

    /** It can't go on by itself, or not yet; told again when the problem changes. */
    void waits(String subject, String problem);
}
