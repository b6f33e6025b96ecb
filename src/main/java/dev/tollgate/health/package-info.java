/** Whether what an answer needs is there: the chain and the database. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.health;
