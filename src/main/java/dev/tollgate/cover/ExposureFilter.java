package dev.tollgate.cover;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Which days of exposure are asked for.
 *
 * @param from the first day, in {@code BUSINESS_ZONE}
 * @param to the last day, inclusive
 * @param skuId of one SKU alone; null for all
 */
public record ExposureFilter(
        LocalDate from, LocalDate to, @Nullable String skuId) {}
