/** Fetching what a stranger names, so that nothing but the public internet is ever asked for it. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.fetch;
