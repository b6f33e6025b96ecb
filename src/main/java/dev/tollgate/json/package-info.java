/** JSON as the edge reads it: bounded, without duplicate keys, numbers exact. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.json;
