package dev.tollgate.payout;

/** Called between the steps of a payout; tests fail or die there. */
public interface PayoutStep {

    /** What was just done. */
    enum Step {
        /** Looked at the chain and simulated; nothing is written yet. */
        PREPARED,
        /** Committed nonce, hash and bytes; nobody has seen them. */
        SIGNED,
        /** Gave them to the node; not written down yet. */
        BROADCAST,
        /** Wrote that down. */
        SENT,
        /** Committed a replacement with higher fees; nobody has seen it. */
        REPLACED,
        /** Saw a settled receipt; not written down yet. */
        SETTLED,
        /** Wrote down what became of it. */
        CLOSED
    }

    void reached(Step step, String subject);
}
