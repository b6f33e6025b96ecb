package dev.tollgate.cover;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The verification server's answer. @param liquidatedAmount what it confirms, where it says so */
public record Verification(
        boolean verified, @Nullable String reason, @Nullable BigDecimal liquidatedAmount) {}
