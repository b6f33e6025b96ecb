package dev.tollgate.evm;

import dev.tollgate.refusal.Refusal;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** Where deposits are paid to. */
@Component
public final class TransitWallet {

    private static final Duration RETRY_AFTER = Duration.ofMinutes(1);

    private final EvmSettings settings;

    TransitWallet(EvmSettings settings) {
        this.settings = settings;
    }

    /** @throws Refusal 503 naming the variable where none is configured */
    public String address() {
        if (settings.transitWallet().isEmpty()) {
            throw Refusal.unavailable("TRANSIT_WALLET_ADDRESS is not configured", RETRY_AFTER);
        }
        return new EvmAddress(settings.transitWallet()).text();
    }
}
