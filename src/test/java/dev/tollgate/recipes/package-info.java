/** The recipes of {@code src/docs/recipes}, tried on the running application. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.recipes;
