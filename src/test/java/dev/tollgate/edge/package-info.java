/** Tests of the HTTP edge, most of them over real sockets. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.edge;
