package dev.tollgate.evm;

/**
 * What a transaction must be to count as a deposit.
 *
 * @param chainId the chain it must be on
 * @param transitWallet whom it must pay
 * @param confirmations blocks from its own to the latest, both counted
 */
record DepositRules(long chainId, EvmAddress transitWallet, int confirmations) {}
