package dev.tollgate.payout;

import java.time.Duration;
import org.springframework.transaction.support.TransactionTemplate;

/** Notes why payouts wait, and tells it on when it is news. */
final class Waiting {

    private static final int AT_ONCE = 500;

    private final PayoutTable payouts;
    private final Told told;
    private final TransactionTemplate transaction;
    private final Duration lookAgainAfter;
    private final long chainId;

    Waiting(PayoutTable payouts, Told told, TransactionTemplate transaction, Duration lookAgainAfter, long chainId) {
        this.payouts = payouts;
        this.told = told;
        this.transaction = transaction;
        this.lookAgainAfter = lookAgainAfter;
        this.chainId = chainId;
    }

    /** One that can't be signed now; it is tried again later. */
    void one(PayoutRow row, String problem) {
        transaction.executeWithoutResult(status -> {
            if (payouts.waits(row.id(), problem, lookAgainAfter)) {
                told.waits(row.subject(), problem);
            }
        });
    }

    /** One that is under way. */
    void underWay(Attempt attempt, String problem) {
        transaction.executeWithoutResult(status -> {
            if (payouts.noted(attempt.payoutId(), problem)) {
                told.waits(attempt.subject(), problem);
            }
        });
    }

    /** All that aren't signed. */
    void all(String problem) {
        transaction.executeWithoutResult(
                status -> payouts.allWait(chainId, problem, AT_ONCE).forEach(subject -> told.waits(subject, problem)));
    }

    /** All of other chains. */
    void strangers() {
        String problem = "It is to be paid on another chain than EVM_CHAIN_ID, " + chainId;
        transaction.executeWithoutResult(status ->
                payouts.strangersWait(chainId, problem, AT_ONCE).forEach(subject -> told.waits(subject, problem)));
    }
}
