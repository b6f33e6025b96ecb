/** The double-entry ledger: accounts, transfers, holds, and the only code that writes their tables. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.ledger;
