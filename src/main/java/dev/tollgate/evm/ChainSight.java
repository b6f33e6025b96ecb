package dev.tollgate.evm;

import org.jspecify.annotations.Nullable;

/**
 * What a health check sees of the chain.
 *
 * @param chainId of the node, or the configured one where there is no node; null if the node doesn't answer
 * @param latestBlock null if the node doesn't answer, or there is none
 * @param healthy whether the node answers for the right chain, or none is configured
 */
public record ChainSight(@Nullable Long chainId, @Nullable Long latestBlock, boolean healthy) {}
