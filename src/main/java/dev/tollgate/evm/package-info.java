/** EVM chains: looking up and re-checking deposits, and the node as payouts need it. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.evm;
