/** What calls have used, added up and row by row, for those who paid and for admins. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.usage;
