package dev.tollgate.evm;

import dev.tollgate.refusal.Refusal;
import java.time.Duration;

/** 202: not yet; the transaction may still become a deposit. Nothing was credited. */
public final class DepositPending extends Refusal {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    DepositPending(String reason) {
        super(202, "deposit_pending", reason, RETRY_AFTER);
    }
}
