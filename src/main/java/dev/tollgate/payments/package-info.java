/** Orders that are paid outside, by EPay, and what their family gives for the money. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.payments;
