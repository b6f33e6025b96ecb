/** What the verification server in Japan is asked about orders and claims, and what it says. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.verification;
