/**
 * Adapters between Camel exchanges and the beans behind the shared steps of {@code routes/shared}.
 *
 * <p>Each step is a Kamelet that calls one method here. State travels in the exchange variables named in {@link
 * dev.tollgate.steps.Variables}.
 */
@org.jspecify.annotations.NullMarked
package dev.tollgate.steps;
