/** Arithmetic that stands in a route, so that whoever integrates may read and change it. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.formula;
