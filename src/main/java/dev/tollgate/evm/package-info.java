/** EVM chains: looking up and re-checking deposits. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.evm;
