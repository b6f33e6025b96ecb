/** Liquidation cover: the SKUs that are sold, the capital behind them, orders, and the claims that are filed for them. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.cover;
