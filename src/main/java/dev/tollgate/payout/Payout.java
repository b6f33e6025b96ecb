package dev.tollgate.payout;

import dev.tollgate.evm.EvmAddress;
import dev.tollgate.evm.TransactionHash;
import dev.tollgate.ledger.Asset;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A payment to somebody, on the chain.
 *
 * @param subject what it is paid for, once
 * @param chainId the chain that it is paid on
 * @param amount in the asset's units
 * @param problem why it waits; null if nothing is wrong
 * @param transaction the last one sent, or the one in the block; null before
 */
public record Payout(
        String subject,
        long chainId,
        EvmAddress recipient,
        Asset asset,
        BigInteger amount,
        PayoutState state,
        @Nullable String problem,
        @Nullable TransactionHash transaction) {}
