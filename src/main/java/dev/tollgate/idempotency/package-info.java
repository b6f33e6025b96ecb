/** Idempotency keys: claim, replay, refuse. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.idempotency;
