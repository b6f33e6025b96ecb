package dev.tollgate.evm;

import java.math.BigInteger;

/**
 * What somebody says: that this transaction paid this amount for this user.
 *
 * @param amountWei more than 0
 */
record DepositClaim(EvmAddress user, BigInteger amountWei, TransactionHash transaction) {}
