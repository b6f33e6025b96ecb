package dev.tollgate.evm;

import java.math.BigInteger;

/**
 * What a transaction must be to count as a deposit.
 *
 * @param chainId the chain it must be on
 * @param transitWallet whom it must pay
 * @param confirmations blocks from its own to the latest, both counted
 * @param minimumWei the least that it must pay
 */
record DepositRules(long chainId, EvmAddress transitWallet, int confirmations, BigInteger minimumWei) {}
