package dev.tollgate.keys;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A key as far as calls ask for it; null is no limit.
 *
 * @param requestsPerMinute in a minute of the database's clock
 * @param requestsPerDay in a day of {@code BUSINESS_ZONE}
 * @param tokens that all its calls together may use
 * @param quota what its calls may cost in all, in whole TOKEN
 * @param discountRate above 0, at most 1
 * @param discountByAdmin whether the rate lowers what the owner pays, and not only what counts against the quota
 * @param models that it may call; null for all
 */
public record ApiKey(
        long id,
        long userId,
        @Nullable Integer requestsPerMinute,
        @Nullable Integer requestsPerDay,
        @Nullable Long tokens,
        @Nullable Long quota,
        BigDecimal discountRate,
        boolean discountByAdmin,
        @Nullable Set<String> models,
        @Nullable Instant expiresAt,
        boolean active) {

    /** The subject of a key's allowance and of its request counts: {@code key:<id>}. */
    static String subject(long id) {
        return "key:" + id;
    }

    /** The subject of its allowance and of its request counts: {@code key:<id>}. */
    public String subject() {
        return subject(id);
    }

    /** Whether it may call a model. */
    public boolean allows(String model) {
        return models == null || models.contains(model);
    }

    /** Whether it is good for a call now. */
    boolean isGood(Instant now) {
        return active && (expiresAt == null || expiresAt.isAfter(now));
    }
}
