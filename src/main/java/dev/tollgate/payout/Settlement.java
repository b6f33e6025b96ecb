package dev.tollgate.payout;

import dev.tollgate.evm.EvmAddress;
import dev.tollgate.evm.Payment;
import dev.tollgate.evm.Receipt;
import org.jspecify.annotations.Nullable;

/**
 * What became of a payout whose transaction is in a block that stays.
 *
 * @param state PAID, REVERTED or DOUBTFUL
 * @param problem for people; null if it is paid
 */
record Settlement(PayoutState state, @Nullable String problem) {

    private static final Settlement PAID = new Settlement(PayoutState.PAID, null);

    /** @param payment what the transaction itself does; null if the node doesn't say, which leaves coins in doubt */
    static Settlement of(Payout payout, EvmAddress treasury, Receipt receipt, @Nullable Payment payment) {
        if (!receipt.inclusion().succeeded()) {
            return new Settlement(
                    PayoutState.REVERTED,
                    "The transaction was reverted on the chain and nothing was paid; it can be retried");
        }
        EvmAddress token = PayoutCall.token(payout.asset());
        boolean paid = token == null
                ? new Payment(treasury, payout.recipient(), payout.amount()).equals(payment)
                : isTransferred(payout, treasury, token, receipt);
        return paid
                ? PAID
                : new Settlement(
                        PayoutState.DOUBTFUL,
                        "The transaction is on the chain, but its receipt doesn't show that the recipient got the"
                                + " amount; look at it before anything else is paid");
    }

    private static boolean isTransferred(Payout payout, EvmAddress treasury, EvmAddress token, Receipt receipt) {
        return receipt.transfers().stream()
                .anyMatch(transfer -> transfer.token().equals(token)
                        && transfer.from().equals(treasury)
                        && transfer.to().equals(payout.recipient())
                        && transfer.amount().equals(payout.amount()));
    }
}
