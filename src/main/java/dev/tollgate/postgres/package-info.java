/** The PostgreSQL that the application starts for itself. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.postgres;
