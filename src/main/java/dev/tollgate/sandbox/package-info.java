/** Stand-ins for the outside world, only in the sandbox profile. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.sandbox;
