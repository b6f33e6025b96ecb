/** Tollgate sells access to APIs and pays for it all from one ledger. */
@org.jspecify.annotations.NullMarked
package dev.tollgate;
