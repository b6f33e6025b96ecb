/** The change counter, on two counters as two replicas have them. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.changes;
