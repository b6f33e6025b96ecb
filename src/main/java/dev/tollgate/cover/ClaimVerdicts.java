package dev.tollgate.cover;

import dev.tollgate.fetch.FetchFailed;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.verification.Verification;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What becomes of filed claims, by the verification server's word: each is verified by one replica at a time, and a verdict
 * counts only while the claim is as it was when its verification began.
 */
public final class ClaimVerdicts {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimVerdicts.class);
    private static final String SYSTEM = "system";
    private static final int AT_ONCE = 20;
    private static final int ATTEMPTS_MAX = 20;
    private static final Duration PAUSE_MIN = Duration.ofSeconds(5);
    private static final Duration PAUSE_MAX = Duration.ofHours(1);

    private final OrderTable orders;
    private final ClaimTable table;
    private final Capital capital;
    private final TransactionTemplate transaction;

    ClaimVerdicts(OrderTable orders, ClaimTable table, Capital capital, TransactionTemplate transaction) {
        this.orders = orders;
        this.table = table;
        this.capital = capital;
        this.transaction = transaction;
    }

    /** Claims to verify now; nobody else gets them for two minutes. */
    public List<DueClaim> takeDue() {
        return table.takeDue(AT_ONCE);
    }

    /** The fields that the payout's formula counts: what the server confirms, or what was claimed where it says nothing of it. */
    public Map<String, Object> confirmed(DueClaim claim, Verification verification) {
        BigDecimal amount = verification.liquidatedAmount();
        return Map.of("liquidated_amount", amount == null ? claim.liquidatedAmount() : amount);
    }

    /**
     * Takes the server's answer over.
     *
     * @param payout what the confirmed amount comes to, in whole ones of the order's asset; the lesser of it and the estimate
     *     is paid
     * @param approval {@code automatic}: a yes approves it, too; {@code manual}: an admin does
     */
    public void judge(
            DueClaim claim, String proofSha256, Verification verification, BigDecimal payout, String approval) {
        BigInteger units = claim.order().payable(payout).min(claim.estimatedPayout());
        transaction.executeWithoutResult(status -> {
            if (!table.isAt(claim)) {
                return;
            }
            if (!verification.verified()) {
                reject(claim.id(), claim.order().id(), "filed", SYSTEM, String.valueOf(verification.reason()));
            } else if (units.signum() == 0) {
                reject(claim.id(), claim.order().id(), "filed", SYSTEM, "The confirmed amount comes to nothing");
            } else {
                verify(claim, proofSha256, units, approval);
            }
        });
    }

    private void verify(DueClaim claim, String proofSha256, BigInteger units, String approval) {
        table.verified(claim.id(), proofSha256, units);
        table.event(claim.id(), SYSTEM, "filed", "verified", null);
        if (approval.equals("manual")) {
            return;
        }
        if (!approval.equals("automatic")) {
            throw new IllegalArgumentException("approval is automatic or manual, not " + approval);
        }
        table.approved(claim.id());
        table.event(claim.id(), SYSTEM, "verified", "approved", null);
    }

    /** A verification came to nothing: a claim whose proof no attempt could accept is rejected, any other tried again. */
    public void failed(DueClaim claim, Throwable why) {
        if (why instanceof FetchFailed fetch && !fetch.worthRetrying()) {
            reject(claim, fetch.message());
        } else if (why instanceof FetchFailed || why instanceof Refusal) {
            later(claim, String.valueOf(why.getMessage()));
        } else {
            LOG.error("Claim {} could not be judged", claim.id(), why);
            later(claim, "Its verification failed inside; see the log");
        }
    }

    /** Has a claim verified again, each time after a longer pause; after 20 times an admin has to ask for it. */
    public void later(DueClaim claim, String problem) {
        boolean last = claim.attempts() >= ATTEMPTS_MAX;
        table.later(claim, problem, last ? null : pause(claim.attempts()));
        LOG.warn(
                "Claim {} could not be verified (attempt {}{}): {}",
                claim.id(),
                claim.attempts(),
                last ? ", the last one" : "",
                problem);
    }

    /** Rejects a claim whose proof no attempt could accept. */
    public void reject(DueClaim claim, String reason) {
        transaction.executeWithoutResult(status -> {
            if (table.isAt(claim)) {
                reject(claim.id(), claim.order().id(), "filed", SYSTEM, reason);
            }
        });
    }

    /** In the caller's transaction, with the claim's row locked: its order goes on, or ends if its time is over. */
    void reject(String claimId, String orderId, String from, String actor, @Nullable String reason) {
        String rejection = reason == null || reason.isBlank() ? "No reason was given" : reason;
        table.rejected(claimId, rejection);
        table.event(claimId, actor, from, "rejected", rejection);
        boolean over = orders.lock(orderId).over();
        orders.setStatus(orderId, over ? "expired" : "active");
        if (over) {
            SoldOrder order = orders.find(orderId).orElseThrow();
            capital.release(order.terms().skuId(), order.asset(), order.cover(), "cover-expired");
        }
    }

    static Duration pause(int attempts) {
        Duration pause = PAUSE_MIN.multipliedBy(1L << Math.min(attempts - 1, 20));
        return pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX;
    }
}
