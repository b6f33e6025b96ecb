package dev.tollgate.identity;

import dev.tollgate.evm.EvmAddress;
import java.time.Duration;

/**
 * A session that was opened.
 *
 * @param token the bearer token; it is shown once
 * @param expiresIn how long it is good for
 */
public record WalletToken(String token, Duration expiresIn, EvmAddress address) {

    /** {@code expiresIn} as OAuth writes it. */
    public long expiresInSeconds() {
        return expiresIn.toSeconds();
    }

    /** Without the token: records turn up in logs. */
    @Override
    public String toString() {
        return "WalletToken[" + address + "]";
    }
}
