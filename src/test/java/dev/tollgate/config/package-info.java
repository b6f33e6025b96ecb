/** Settings: where they come from and which are refused. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.config;
