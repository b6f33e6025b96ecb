package dev.tollgate.verification;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What the verification server says.
 *
 * @param verified its yes, or its no
 * @param reason why, for people; at most 500 characters
 * @param liquidatedAmount what it confirms to have been liquidated, in whole ones of the position's asset, not negative; never null
 *     where a claim is verified
 */
public record Verification(
        boolean verified, @Nullable String reason, @Nullable BigDecimal liquidatedAmount) {}
