/** Who calls: wallets, operators, internal callers. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.identity;
