/** The API's documents, for people: Swagger UI over the OpenAPI files that lie beside the routes. */
@org.jspecify.annotations.NullMarked
package dev.tollgate.docs;
