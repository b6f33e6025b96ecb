/** What log lines look like, and what never gets into one. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.logging;
