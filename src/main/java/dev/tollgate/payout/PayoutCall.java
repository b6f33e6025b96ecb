package dev.tollgate.payout;

import dev.tollgate.evm.ChainCall;
import dev.tollgate.evm.EvmAddress;
import dev.tollgate.ledger.Asset;
import org.jspecify.annotations.Nullable;

/** What on the chain stands for an asset, and pays it. */
final class PayoutCall {

    private static final String TOKEN_PREFIX = "ERC20:";

    private PayoutCall() {}

    static ChainCall of(Payout payout) {
        EvmAddress token = token(payout.asset());
        return token == null
                ? ChainCall.coins(payout.recipient(), payout.amount())
                : ChainCall.token(token, payout.recipient(), payout.amount());
    }

    /**
     * The asset's contract; null for the chain's own coin.
     *
     * @throws IllegalArgumentException if the asset isn't on the chain
     */
    static @Nullable EvmAddress token(Asset asset) {
        if (asset.equals(Asset.MON)) {
            return null;
        }
        if (!asset.code().startsWith(TOKEN_PREFIX)) {
            throw new IllegalArgumentException(asset.code() + " is no asset of the chain");
        }
        return new EvmAddress(asset.code().substring(TOKEN_PREFIX.length()));
    }
}
