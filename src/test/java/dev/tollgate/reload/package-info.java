/** Edits of routes: what is refused, what goes live, and what nobody notices. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.reload;
