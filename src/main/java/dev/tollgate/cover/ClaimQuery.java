package dev.tollgate.cover;

import dev.tollgate.refusal.Refusal;
import java.util.Map;
import java.util.Set;

/** Checks which claims an admin asks for: a status that there isn't would find nothing, and look like good news. */
public final class ClaimQuery {

    private static final Set<String> STATUSES = Set.of("filed", "verified", "approved", "paid", "rejected");

    /**
     * Checks {@code status}, where it is given.
     *
     * @throws Refusal 400
     */
    public void check(Map<?, ?> query) {
        Object status = query.get("status");
        if (status != null && !STATUSES.contains(status.toString())) {
            throw Refusal.invalidQuery("status", "must be filed, verified, approved, paid or rejected");
        }
    }
}
