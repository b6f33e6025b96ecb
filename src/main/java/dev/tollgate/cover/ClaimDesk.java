package dev.tollgate.cover;

import dev.tollgate.payout.Payouts;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.users.User;
import java.util.List;
import java.util.Map;
import org.springframework.transaction.support.TransactionTemplate;

/** What admins do to claims by hand; who did it and why stands in the claim's events. */
public final class ClaimDesk {

    private final ClaimTable table;
    private final ClaimVerdicts verdicts;
    private final Payouts payouts;
    private final TransactionTemplate transaction;

    ClaimDesk(ClaimTable table, ClaimVerdicts verdicts, Payouts payouts, TransactionTemplate transaction) {
        this.table = table;
        this.verdicts = verdicts;
        this.payouts = payouts;
        this.transaction = transaction;
    }

    /**
     * Approves a verified claim.
     *
     * @return its id
     * @throws Refusal 404; 409 unless it is verified
     */
    public String approve(User admin, Map<String, Object> path, Map<String, Object> fields) {
        return decide(path, (id, standing) -> {
            require(standing, "verified");
            table.approved(id);
            table.event(id, actor(admin), "verified", "approved", (String) fields.get("note"));
        });
    }

    /**
     * Rejects a claim that no payout has begun for.
     *
     * @return its id
     * @throws Refusal 404; 409 if it is rejected or paid, or its payout has begun
     */
    public String reject(User admin, Map<String, Object> path, Map<String, Object> fields) {
        return decide(path, (id, standing) -> {
            require(standing, "filed", "verified", "approved");
            if (standing.payoutAsked()) {
                throw conflict("its payout has begun");
            }
            verdicts.reject(id, standing.orderId(), standing.status(), actor(admin), (String) fields.get("reason"));
        });
    }

    /**
     * Has a filed claim verified at once, or an approved one whose payout was reverted paid again.
     *
     * @return its id
     * @throws Refusal 404; 409 if there is nothing to do again
     */
    public String retry(User admin, Map<String, Object> path, Map<String, Object> fields) {
        return decide(path, (id, standing) -> {
            require(standing, "filed", "approved");
            if (standing.status().equals("filed")) {
                table.again(id);
            } else if (standing.payoutAsked()) {
                payouts.retry(id);
            } else {
                throw conflict("no payout was asked for yet");
            }
            String note = (String) fields.get("note");
            table.event(
                    id, actor(admin), standing.status(), standing.status(), note == null ? "retry" : "retry: " + note);
        });
    }

    private interface Decision {
        void make(String id, ClaimTable.Standing standing);
    }

    private String decide(Map<String, Object> path, Decision decision) {
        String id = String.valueOf(path.get("id"));
        transaction.executeWithoutResult(status -> {
            ClaimTable.Standing standing = table.lock(id).orElseThrow(CoverRefusal::claimNotFound);
            decision.make(id, standing);
        });
        return id;
    }

    private static void require(ClaimTable.Standing standing, String... statuses) {
        if (!List.of(statuses).contains(standing.status())) {
            throw conflict("it is " + standing.status());
        }
    }

    private static Refusal conflict(String why) {
        return new Refusal(409, "CLAIM_STATE_CONFLICT", "This can't be done to the claim: " + why);
    }

    private static String actor(User admin) {
        return "admin:" + admin.username();
    }
}
