package dev.tollgate.payout;

import dev.tollgate.ledger.Asset;
import org.springframework.stereotype.Component;

/** What payouts are made in, and cover is counted in. */
@Component
public final class PayoutAsset {

    /**
     * The asset.
     *
     * @throws dev.tollgate.refusal.Refusal 503 while a token's decimals have never been read from the chain
     */
    public Asset asset() {
        return Asset.MON;
    }
}
