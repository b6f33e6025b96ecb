package dev.tollgate.evm;

import java.math.BigInteger;

/**
 * A payment on the chain that was credited.
 *
 * @param user who paid, and was credited
 * @param blockNumber where it stood when it was credited
 * @param blockHash lower-case
 */
record Deposit(
        TransactionHash transaction, EvmAddress user, BigInteger amountWei, long blockNumber, String blockHash) {}
