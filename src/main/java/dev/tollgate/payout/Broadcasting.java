package dev.tollgate.payout;

import dev.tollgate.evm.Fees;
import dev.tollgate.evm.PayerNode;
import dev.tollgate.payout.PayoutStep.Step;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives signed transactions to the node: again where they don't get into a block, and after some time with higher fees,
 * at the same nonce always.
 */
final class Broadcasting {

    private static final Logger LOG = LoggerFactory.getLogger(Broadcasting.class);

    /** What nodes say of what they have, or had. */
    private static final Pattern HARMLESS = Pattern.compile(
            "already (known|imported|exists)|known transaction|nonce.*too low", Pattern.CASE_INSENSITIVE);

    private final PayoutSettings settings;
    private final PayerNode node;
    private final Treasury treasury;
    private final PayoutTable payouts;
    private final AttemptTable attempts;
    private final Told told;
    private final TransactionTemplate transaction;
    private final Steps steps;

    Broadcasting(
            PayoutSettings settings,
            PayerNode node,
            Treasury treasury,
            PayoutTable payouts,
            AttemptTable attempts,
            Told told,
            TransactionTemplate transaction,
            Steps steps) {
        this.settings = settings;
        this.node = node;
        this.treasury = treasury;
        this.payouts = payouts;
        this.attempts = attempts;
        this.told = told;
        this.transaction = transaction;
        this.steps = steps;
    }

    /** Sends what was just signed. */
    void first(Attempt attempt) {
        send(attempt, attempt.newest(), null);
    }

    /** Does what is due for an attempt that is in no block. */
    void again(Attempt attempt, ChainView view) {
        SignedTransaction newest = attempt.newest();
        Duration sinceBroadcast = newest.sinceBroadcast();
        if (sinceBroadcast == null) {
            send(attempt, newest, null);
        } else if (isStuck(attempt, newest, view)) {
            replace(attempt, newest, view);
        } else if (isDue(newest)) {
            send(attempt, newest, null);
        }
    }

    /** Of several only the next one can be stuck; those behind it wait for it, at any fee. */
    private boolean isStuck(Attempt attempt, SignedTransaction newest, ChainView view) {
        return attempt.isOpen()
                && newest.age().compareTo(settings.replaceAfter()) >= 0
                && attempt.treasury().equals(treasury.address())
                && attempt.nonce() == view.nonce(attempt.treasury());
    }

    private boolean isDue(SignedTransaction newest) {
        Duration since = newest.sinceBroadcast();
        return since == null || since.compareTo(settings.rebroadcastAfter()) >= 0;
    }

    private void replace(Attempt attempt, SignedTransaction stuck, ChainView view) {
        Fees fees = stuck.fees().raisedTo(view.fees());
        if (fees.max().compareTo(settings.maxFeePerGas()) > 0) {
            if (isDue(stuck)) {
                send(attempt, stuck, "Higher fees would be above tollgate.payout.max-fee-per-gas");
            }
            return;
        }
        SignedTransaction replacement =
                treasury.sign(attempt.nonce(), PayoutCall.of(attempt.payout()), stuck.gasLimit(), fees);
        boolean ours = Boolean.TRUE.equals(transaction.execute(status -> {
            if (!attempts.lockOpen(attempt) || !attempts.isNewest(attempt, stuck)) {
                return false;
            }
            attempts.addTransaction(attempt, replacement);
            return true;
        }));
        if (ours) {
            LOG.info("Payout {}: {} replaces {}", attempt.subject(), replacement.hash(), stuck.hash());
            steps.reached(Step.REPLACED, attempt.subject());
            send(attempt, replacement, null);
        }
    }

    /** @param problem why it waits, as far as is known; null if nothing is wrong */
    private void send(Attempt attempt, SignedTransaction signed, @Nullable String problem) {
        String objection = node.send(signed.raw());
        steps.reached(Step.BROADCAST, attempt.subject());
        String wrong = objection == null || HARMLESS.matcher(objection).find()
                ? problem
                : "The node objects to the transaction: " + objection;
        transaction.executeWithoutResult(status -> write(attempt, signed, objection, wrong));
        if (objection != null) {
            LOG.info("Payout {}: of {} the node says: {}", attempt.subject(), signed.hash(), objection);
        }
        steps.reached(Step.SENT, attempt.subject());
    }

    private void write(Attempt attempt, SignedTransaction signed, @Nullable String objection, @Nullable String wrong) {
        attempts.broadcast(signed.hash(), objection);
        if (!attempts.lockOpen(attempt) || !payouts.sent(attempt.payoutId(), signed.hash())) {
            return; // another replica has seen more of it
        }
        if (signed.sinceBroadcast() == null) {
            told.sent(attempt.subject(), signed.hash());
        }
        if (payouts.noted(attempt.payoutId(), wrong) && wrong != null) {
            told.waits(attempt.subject(), wrong);
        }
    }
}
