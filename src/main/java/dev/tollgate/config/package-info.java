/** Configuration: environment, .env, database URL, and what production refuses. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.config;
