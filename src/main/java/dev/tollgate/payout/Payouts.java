package dev.tollgate.payout;

import dev.tollgate.evm.ChainUnavailable;
import dev.tollgate.evm.EvmAddress;
import dev.tollgate.evm.PayerNode;
import dev.tollgate.ledger.Asset;
import dev.tollgate.refusal.Refusal;
import java.math.BigInteger;
import java.util.Optional;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Payments from the treasury, each at most once: intent, then signed and committed, then sent, then confirmed.
 *
 * <p>A payout has one nonce at a time, and a nonce pays once. Another is given to it only when the first was reverted and
 * somebody asked for a retry, or when a stranger's transaction provably used it.
 */
public final class Payouts {

    private final PayerNode node;
    private final int confirmations;
    private final Treasury treasury;
    private final PayoutTable payouts;
    private final AttemptTable attempts;
    private final Waiting waiting;
    private final Signing signing;
    private final Broadcasting broadcasting;
    private final Following following;

    Payouts(
            PayerNode node,
            int confirmations,
            Treasury treasury,
            PayoutTable payouts,
            AttemptTable attempts,
            Waiting waiting,
            Signing signing,
            Broadcasting broadcasting,
            Following following) {
        this.node = node;
        this.confirmations = confirmations;
        this.treasury = treasury;
        this.payouts = payouts;
        this.attempts = attempts;
        this.waiting = waiting;
        this.signing = signing;
        this.broadcasting = broadcasting;
        this.following = following;
    }

    /**
     * Decides to pay, inside the caller's transaction; the same again changes nothing.
     *
     * @param subject what it is paid for, once, 1 to 200 characters
     * @param asset MON, or a token of the chain
     * @param amount in the asset's units, more than 0
     * @throws IllegalStateException outside a transaction, or if another payment was decided for this subject
     * @throws IllegalArgumentException if the asset is none of the chain, or the amount not more than 0
     */
    public void intend(String subject, EvmAddress recipient, Asset asset, BigInteger amount) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a payout is decided in the transaction that it belongs to");
        }
        PayoutCall.token(asset);
        if (amount.signum() <= 0) {
            throw new IllegalArgumentException("a payout is more than 0");
        }
        var payout = new Payout(subject, node.chainId(), recipient, asset, amount, PayoutState.INTENDED, null, null);
        if (!payouts.add(payout)) {
            requireSame(payout, payouts.find(subject).orElseThrow());
        }
    }

    /** Whether a payment was decided for this subject. */
    public boolean exists(String subject) {
        return find(subject).isPresent();
    }

    /** The payout for a subject. */
    public Optional<Payout> find(String subject) {
        return payouts.find(subject);
    }

    /**
     * Lets a reverted payout be signed again.
     *
     * @throws Refusal 404 if there is none, 409 if it isn't reverted
     */
    public void retry(String subject) {
        if (payouts.retried(subject)) {
            return;
        }
        Payout payout = payouts.find(subject).orElseThrow(() -> Refusal.notFound("There is no payout for it"));
        throw Refusal.conflict("Only a reverted payout can be retried; this one is " + payout.state());
    }

    /**
     * Follows what was sent, sends what was signed, signs what is decided; for a job.
     *
     * <p>Any number of replicas may do so at once.
     *
     * @throws ChainUnavailable if the chain can't be asked, or the node is on another chain
     */
    public void work() {
        waiting.strangers();
        if (!payouts.isBusy(node.chainId())) {
            return;
        }
        if (!node.isConfigured()) {
            waiting.all(String.valueOf(treasury.problem()));
            return;
        }
        try {
            run(ChainView.of(node, confirmations));
        } catch (ChainUnavailable e) {
            waiting.all(e.message());
            throw e;
        }
    }

    private void run(ChainView view) {
        var apart = new Apart();
        attempts.open().forEach(attempt -> apart.run(attempt.subject(), () -> follow(attempt, view)));
        EvmAddress from = treasury.address();
        if (from != null) {
            attempts.undone(from, view.nonce(from))
                    .forEach(attempt -> apart.run(attempt.subject(), () -> follow(attempt, view)));
        }
        if (from == null || treasury.problem() != null) {
            waiting.all(String.valueOf(treasury.problem()));
        } else {
            signing.due().forEach(row -> apart.run(row.subject(), () -> pay(row, from, view)));
        }
        apart.end();
    }

    private void follow(Attempt attempt, ChainView view) {
        try {
            following.follow(attempt, view);
        } catch (ChainUnavailable e) {
            waiting.underWay(attempt, e.message());
            throw e;
        }
    }

    private void pay(PayoutRow row, EvmAddress from, ChainView view) {
        Attempt attempt;
        try {
            attempt = signing.sign(row, from, view);
        } catch (ChainUnavailable e) {
            waiting.one(row, e.message());
            throw e;
        } catch (RuntimeException e) {
            waiting.one(row, "It can't be signed, and the log says why");
            throw e;
        }
        if (attempt != null) {
            broadcasting.first(attempt);
        }
    }

    private static void requireSame(Payout payout, Payout existing) {
        if (payout.chainId() != existing.chainId()
                || !payout.recipient().equals(existing.recipient())
                || !payout.asset().equals(existing.asset())
                || !payout.amount().equals(existing.amount())) {
            throw new IllegalStateException("another payout was decided for " + payout.subject());
        }
    }
}
