package dev.tollgate.evm;

import java.math.BigInteger;

/**
 * A deposit that is credited, now or before.
 *
 * @param transaction lower-case
 * @param newBalance what the user can spend now, in wei
 */
public record ConfirmedDeposit(TransactionHash transaction, BigInteger newBalance) {}
