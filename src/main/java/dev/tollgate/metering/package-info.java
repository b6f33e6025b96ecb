/** What a call used and what it costs. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.metering;
