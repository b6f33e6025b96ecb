package dev.tollgate.evm;

import dev.tollgate.refusal.Refusal;
import java.time.Duration;

/** 503: the chain can't be asked, so nothing is known about it. */
public final class ChainUnavailable extends Refusal {

    private ChainUnavailable(String message, Duration retryAfter) {
        super(503, "chain_unavailable", message, retryAfter);
    }

    static ChainUnavailable notConfigured() {
        return new ChainUnavailable("EVM_RPC_URL is not configured", Duration.ofMinutes(1));
    }

    static ChainUnavailable unreachable() {
        return new ChainUnavailable("The EVM node can not be reached", Duration.ofSeconds(5));
    }

    static ChainUnavailable failing() {
        return new ChainUnavailable("The EVM node answers with errors", Duration.ofSeconds(5));
    }

    static ChainUnavailable wrongChain(long actual, long wanted) {
        return new ChainUnavailable(
                "The EVM node is on chain " + actual + ", not on " + wanted + " (EVM_CHAIN_ID)", Duration.ofMinutes(1));
    }

    static ChainUnavailable busy() {
        return new ChainUnavailable("Too many deposits are being looked up", Duration.ofSeconds(1));
    }
}
