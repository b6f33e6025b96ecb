package dev.tollgate.payout;

import dev.tollgate.evm.ChainUnavailable;
import dev.tollgate.evm.PayerNode;
import dev.tollgate.evm.Payment;
import dev.tollgate.evm.Receipt;
import dev.tollgate.evm.TransactionHash;
import dev.tollgate.payout.PayoutStep.Step;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** Follows what was signed until it is settled; the receipt decides, whatever the node said when it was sent. */
final class Following {

    private static final Logger LOG = LoggerFactory.getLogger(Following.class);

    private final PayerNode node;
    private final PayoutTable payouts;
    private final AttemptTable attempts;
    private final Broadcasting broadcasting;
    private final Waiting waiting;
    private final Told told;
    private final TransactionTemplate transaction;
    private final Steps steps;

    Following(
            PayerNode node,
            PayoutTable payouts,
            AttemptTable attempts,
            Broadcasting broadcasting,
            Waiting waiting,
            Told told,
            TransactionTemplate transaction,
            Steps steps) {
        this.node = node;
        this.payouts = payouts;
        this.attempts = attempts;
        this.broadcasting = broadcasting;
        this.waiting = waiting;
        this.told = told;
        this.transaction = transaction;
        this.steps = steps;
    }

    /** Does what is due for one attempt. */
    void follow(Attempt attempt, ChainView view) {
        for (SignedTransaction signed : attempt.transactions()) {
            Receipt receipt = node.receipt(signed.hash());
            if (receipt != null && node.isCanonical(receipt.inclusion())) {
                if (attempt.isOpen() && view.isSettled(receipt.inclusion())) {
                    settle(attempt, signed.hash(), receipt);
                }
                return;
            }
        }
        if (attempt.isOpen() && isUsed(attempt, view)) {
            lookForStranger(attempt, view);
        } else {
            broadcasting.again(attempt, view);
        }
    }

    /** In a block that counts; asked only where it is used at all, since that is a look at older state. */
    private static boolean isUsed(Attempt attempt, ChainView view) {
        return view.nonce(attempt.treasury()) > attempt.nonce()
                && view.settledNonce(attempt.treasury()) > attempt.nonce();
    }

    private void settle(Attempt attempt, TransactionHash hash, Receipt receipt) {
        Payment payment = node.payment(hash);
        Settlement settlement = Settlement.of(attempt.payout(), attempt.treasury(), receipt, payment);
        steps.reached(Step.SETTLED, attempt.subject());
        boolean first = Boolean.TRUE.equals(transaction.execute(status -> close(attempt, settlement, hash, receipt)));
        if (first && settlement.problem() != null) {
            LOG.error("Payout {}, {}: {}", attempt.subject(), hash, settlement.problem());
        } else if (first) {
            LOG.info("Payout {} is paid by {}", attempt.subject(), hash);
        }
        steps.reached(Step.CLOSED, attempt.subject());
    }

    private boolean close(Attempt attempt, Settlement settlement, TransactionHash hash, Receipt receipt) {
        String problem = settlement.problem();
        if (!attempts.close(attempt, settlement.state().name())) {
            return false;
        }
        requireOne(payouts.closed(attempt.payoutId(), settlement.state(), problem, hash, receipt.inclusion()));
        if (problem == null) {
            told.paid(payouts.find(attempt.subject()).orElseThrow());
        } else {
            told.sent(attempt.subject(), hash);
            told.waits(attempt.subject(), problem);
        }
        return true;
    }

    /** A payout is under way as long as its attempt is open. */
    private static void requireOne(boolean changed) {
        if (!changed) {
            throw new IllegalStateException("the attempt was open, but not its payout");
        }
    }

    /**
     * The nonce is used, by none of ours as far as this node says. Only the transaction that did use it proves that ours
     * never will be: the node may lack receipts that another has.
     */
    private void lookForStranger(Attempt attempt, ChainView view) {
        Optional<TransactionHash> user = userOfNonce(attempt, view);
        if (user.isEmpty()) {
            waiting.underWay(
                    attempt,
                    "Nonce " + attempt.nonce() + " of the treasury is used, and the node can't say by what (an archive"
                            + " node can); nothing else is sent until that is known");
            return;
        }
        List<TransactionHash> ours =
                attempt.transactions().stream().map(SignedTransaction::hash).toList();
        if (ours.contains(user.get())) {
            return;
        }
        String problem = "Nonce " + attempt.nonce() + " of the treasury was used by " + user.get()
                + ", which is none of ours; it is signed anew";
        transaction.executeWithoutResult(status -> {
            if (attempts.close(attempt, "LOST")) {
                requireOne(payouts.lost(attempt.payoutId(), problem));
                told.waits(attempt.subject(), problem);
            }
        });
        LOG.warn("Payout {}: {}", attempt.subject(), problem);
    }

    private Optional<TransactionHash> userOfNonce(Attempt attempt, ChainView view) {
        try {
            return Optional.ofNullable(
                    node.userOfNonce(attempt.treasury(), attempt.nonce(), attempt.sinceBlock(), view.settled()));
        } catch (ChainUnavailable e) {
            return Optional.empty();
        }
    }
}
