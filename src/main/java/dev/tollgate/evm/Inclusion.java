package dev.tollgate.evm;

/**
 * Where a transaction stands on the chain, by its receipt.
 *
 * @param blockHash lower-case
 * @param succeeded whether it did what it was signed to do
 */
public record Inclusion(long blockNumber, String blockHash, boolean succeeded) {}
