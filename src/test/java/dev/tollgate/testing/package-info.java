/** Real parts that tests share. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.testing;
