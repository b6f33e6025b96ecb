package dev.tollgate.quota;

import java.time.ZoneId;

/**
 * The days of {@code BUSINESS_ZONE} by the database's clock, for statements to ask for.
 *
 * <p>Clock and zone rules are both the database's, so that all replicas have the same day.
 */
final class BusinessDay {

    private static final String CLOCK = "clock_timestamp()";

    private final String zone;
    private final String now;

    /** @throws IllegalArgumentException unless the zone is one of the IANA's */
    BusinessDay(String zone) {
        this(zone, CLOCK);
    }

    /** @param now the SQL expression that tells the time */
    BusinessDay(String zone, String now) {
        if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            throw new IllegalArgumentException(
                    "BUSINESS_ZONE must be a time zone of the IANA, such as Europe/Berlin or UTC, not '" + zone + "'");
        }
        this.zone = zone;
        this.now = now;
    }

    /** The zone's rules in Java, for what a report's caller writes. */
    ZoneId zone() {
        return ZoneId.of(zone);
    }

    /** A statement with <code>{now}</code>, <code>{today}</code>, <code>{day of now}</code> and <code>{zone}</code> filled in. */
    String in(String sql) {
        return sql.replace("{today}", dayOf(now))
                .replace("{day of now}", dayOf("now"))
                .replace("{now}", now)
                .replace("{zone}", zone);
    }

    private String dayOf(String time) {
        return "(" + time + " AT TIME ZONE '" + zone + "')::date";
    }
}
