package dev.tollgate.usage;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Which calls are asked for; null is all.
 *
 * @param owner who paid, such as {@code user:7}
 * @param from the earliest, inclusive; in UTC
 * @param to the latest, exclusive; in UTC
 * @param model exactly so
 * @param status the HTTP status that the client was answered
 * @param outcome a word of {@link dev.tollgate.metering.Outcome}
 */
public record UsageFilter(
        @Nullable String owner,
        OffsetDateTime from,
        OffsetDateTime to,
        @Nullable String model,
        @Nullable Long keyId,
        @Nullable Integer status,
        @Nullable String outcome,
        @Nullable String requestId) {}
