/** A bounded load client, for a process of its own. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.load;
