/** API keys: what they are, who may use them for what, and how often. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.keys;
