/** A user's money: TOKEN, six decimals, in the ledger's accounts {@code user:<id>}. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.tokens;
