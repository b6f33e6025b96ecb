package dev.tollgate.usage;

import dev.tollgate.refusal.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * From when to when: at most 366 days.
 *
 * @param from inclusive
 * @param to exclusive
 */
record UsageRange(Instant from, Instant to) {

    private static final int MAX_DAYS = 366;
    private static final int DEFAULT_DAYS = 30;
    private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    /**
     * Reads a query's {@code from} and {@code to}: dates of the zone, the second one inclusive, or times, UTC unless they
     * have an offset. Without them, the 30 days up to now.
     *
     * @throws Refusal 422
     */
    static UsageRange of(@Nullable String from, @Nullable String to, ZoneId zone, Instant now) {
        Instant end = to == null ? now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1) : instant("to", to, 1, zone);
        Instant begin =
                from == null ? end.atZone(zone).minusDays(DEFAULT_DAYS).toInstant() : instant("from", from, 0, zone);
        if (!begin.isBefore(end)) {
            throw Refusal.invalidQuery("from", "must be before to");
        }
        if (begin.atZone(zone).plusDays(MAX_DAYS).toInstant().isBefore(end)) {
            throw Refusal.invalidQuery("from", "must be at most " + MAX_DAYS + " days before to");
        }
        return new UsageRange(begin, end);
    }

    /** The same out to full hours of the zone: sums are kept by these. */
    UsageRange toFullHours(ZoneId zone) {
        Instant begin = from.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
        Instant lastHour = to.atZone(zone).truncatedTo(ChronoUnit.HOURS).toInstant();
        return new UsageRange(begin, lastHour.isBefore(to) ? lastHour.plus(1, ChronoUnit.HOURS) : lastHour);
    }

    private static Instant instant(String name, String text, int daysLater, ZoneId zone) {
        Instant instant;
        try {
            if (text.matches("\\d{4}-\\d{2}-\\d{2}")) {
                instant = LocalDate.parse(text)
                        .plusDays(daysLater)
                        .atStartOfDay(zone)
                        .toInstant();
            } else if (text.matches(".*(Z|[+-]\\d\\d:?\\d\\d)")) {
                instant = OffsetDateTime.parse(text).toInstant();
            } else {
                instant = LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            }
        } catch (DateTimeException e) {
            throw Refusal.invalidQuery(
                    name,
                    "must be a date or a time by ISO 8601, such as 2030-01-31 or 2030-01-31T12:00:00Z (+ as %2B)");
        }
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            throw Refusal.invalidQuery(name, "must be from 2000 to 9999");
        }
        return instant;
    }
}
