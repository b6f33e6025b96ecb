package dev.tollgate.payout;

import dev.tollgate.evm.EvmAddress;
import java.util.List;

/**
 * A nonce that was given to a payout, and the transactions signed for it, of which the chain takes one at most.
 *
 * @param payoutId the row of the payout
 * @param sinceBlock the latest block when it was signed
 * @param isOpen whether it isn't decided yet; else it was paid
 * @param transactions the newest first, at least one
 */
record Attempt(
        long payoutId,
        Payout payout,
        EvmAddress treasury,
        long nonce,
        long sinceBlock,
        boolean isOpen,
        List<SignedTransaction> transactions) {

    Attempt {
        transactions = List.copyOf(transactions);
    }

    String subject() {
        return payout.subject();
    }

    SignedTransaction newest() {
        return transactions.get(0);
    }
}
