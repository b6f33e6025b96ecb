/** How much a caller may do in a time. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.quota;
