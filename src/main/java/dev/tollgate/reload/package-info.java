/** Routes that are edited while they run: what changed is checked, switched to, drained, and kept for the next start. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.reload;
