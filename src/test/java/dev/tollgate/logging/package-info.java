/** What never gets into a log line. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.logging;
