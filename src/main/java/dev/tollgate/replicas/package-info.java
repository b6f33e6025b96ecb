/** Which processes share the database, and which of them live. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.replicas;
