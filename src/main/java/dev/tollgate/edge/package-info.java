/** The HTTP edge: routes by path and method, limits, headers, request ids, and draining. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.edge;
