/** The application's own PostgreSQL, with real processes that really get killed. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.postgres;
