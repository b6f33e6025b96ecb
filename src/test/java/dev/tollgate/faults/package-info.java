/** What happens when something around the application fails: one table, src/docs/faults.md, and a test for each row. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.faults;
