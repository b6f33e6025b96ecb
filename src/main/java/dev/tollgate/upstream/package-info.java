/** Calls to model providers: admission, headers, streams, aborts. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.upstream;
