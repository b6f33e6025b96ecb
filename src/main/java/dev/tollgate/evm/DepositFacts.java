package dev.tollgate.evm;

import org.jspecify.annotations.Nullable;

/**
 * What the chain says about a claimed deposit.
 *
 * @param chainId the chain that was asked
 * @param payment null if the transaction is unknown
 * @param paysContract whether the receiver has code
 * @param inclusion null while the transaction is in no block
 * @param canonicalHash of the block at the transaction's height now
 * @param latestBlock the number of the latest block
 * @param finalizedBlock null where the chain knows no such thing
 */
record DepositFacts(
        long chainId,
        @Nullable Payment payment,
        boolean paysContract,
        @Nullable Inclusion inclusion,
        @Nullable String canonicalHash,
        long latestBlock,
        @Nullable Long finalizedBlock) {}
