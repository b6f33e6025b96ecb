package dev.tollgate.cover;

import dev.tollgate.refusal.Refusal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads which days of exposure a query asks for. */
public final class ExposureQuery {

    private static final int DAYS_MAX = 366;
    private static final int DAYS_OTHERWISE = 30;

    private final ZoneId zone;
    private final Clock clock;

    ExposureQuery(ZoneId zone, Clock clock) {
        this.zone = zone;
        this.clock = clock;
    }

    /**
     * Reads {@code from} and {@code to}, both inclusive, and {@code sku_id}; without them, all SKUs' 30 days up to today.
     *
     * @throws Refusal 400
     */
    public ExposureFilter filter(Map<?, ?> query) {
        LocalDate to = date(query, "to", LocalDate.now(clock.withZone(zone)));
        LocalDate from = date(query, "from", to.minusDays(DAYS_OTHERWISE - 1));
        if (from.isAfter(to)) {
            throw Refusal.invalidQuery("from", "must not be after to");
        }
        if (from.plusDays(DAYS_MAX).compareTo(to) <= 0) {
            throw Refusal.invalidQuery("from", "must be at most " + (DAYS_MAX - 1) + " days before to");
        }
        Object skuId = query.get("sku_id");
        return new ExposureFilter(from, to, skuId == null ? null : skuId.toString());
    }

    private static LocalDate date(Map<?, ?> query, String name, LocalDate otherwise) {
        @Nullable Object text = query.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            LocalDate date = LocalDate.parse(text.toString());
            if (date.getYear() >= 2000 && date.getYear() <= 9999) {
                return date;
            }
        } catch (DateTimeException e) {
            // said below
        }
        throw Refusal.invalidQuery(name, "must be a date from 2000 on, such as 2030-01-31");
    }
}
