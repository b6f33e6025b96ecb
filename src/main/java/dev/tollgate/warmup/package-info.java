/** Runs the paid call a few thousand times before the application says that it is ready, and leaves no trace of it. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.warmup;
