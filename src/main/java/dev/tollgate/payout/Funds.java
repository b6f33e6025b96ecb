package dev.tollgate.payout;

import java.math.BigInteger;

/**
 * Money of the treasury.
 *
 * @param coins of the chain, in wei
 * @param units of the asset that is paid; of coins the same, or 0
 */
record Funds(BigInteger coins, BigInteger units) {}
