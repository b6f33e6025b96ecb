/** Crashes: the process halted at each step of a route, and killed under load with its PostgreSQL. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.crash;
