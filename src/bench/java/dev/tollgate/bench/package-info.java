/** What the gateway costs, beside what it could cost: {@code mvn -Pbench verify}, explained in src/docs/performance.md. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.bench;
