/** The people who sign in: their passwords, their tokens, and what an admin may change about them. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.users;
