package dev.tollgate.payout;

import dev.tollgate.evm.PayerNodes;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Payout assets for tests of what is counted in them. */
public final class PayoutAssets {

    private PayoutAssets() {}

    /** Coins, without a chain. */
    public static PayoutAsset mon(JdbcClient jdbc) {
        return new PayoutAsset(
                Till.settings("", "", Duration.ZERO, Duration.ZERO), new PayoutTokens(jdbc), PayerNodes.on("", 1337));
    }
}
