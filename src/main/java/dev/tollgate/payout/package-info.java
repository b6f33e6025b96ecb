/** Payments that leave the treasury on the chain, each at most once, whatever crashes. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.payout;
