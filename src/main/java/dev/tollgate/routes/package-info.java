/** What route files say, and the rules that they keep: for the build's test, and for whoever loads them into a server. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.routes;
