package dev.tollgate.fetch;

import org.jspecify.annotations.Nullable;

/**
 * What was found at a URL.
 *
 * @param sha256 of its bytes as they were sent, in lower-case hexadecimal
 * @param size in bytes, at most {@link Fetcher#BYTES_MAX}
 * @param contentType as the server has it, if it is short and plain
 */
public record Fetched(String sha256, int size, @Nullable String contentType) {}
