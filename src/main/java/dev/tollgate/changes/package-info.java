/** What replicas cache of the database, and how each learns within a second that it has changed. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.changes;
