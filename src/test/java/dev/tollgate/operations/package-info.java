/** The files that run Tollgate in production. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.operations;
