/** The liqpass family from its clients' side, over real HTTP. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.liqpass;
