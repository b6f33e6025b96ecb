/** Two processes of the application on one PostgreSQL: under load, while they are restarted, and when one is killed. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.replicas;
