/** Refusals: what the application says no to, independent of the envelope a family says it in. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.refusal;
