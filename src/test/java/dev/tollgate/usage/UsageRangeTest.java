package dev.tollgate.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.refusal.Refusal;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsageRangeTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId KOLKATA = ZoneId.of("Asia/Kolkata");
    private static final Instant NOW = Instant.parse("2026-11-28T13:05:06.789Z");

    @ParameterizedTest
    @CsvSource({
        ",,                                      2026-10-29T13:05:07Z, 2026-11-28T13:05:07Z",
        "2026-11-01,,                            2026-10-31T23:00:00Z, 2026-11-28T13:05:07Z",
        ",2026-11-10,                            2026-10-11T22:00:00Z, 2026-11-10T23:00:00Z",
        "2026-10-25,2026-10-25,                  2026-10-24T22:00:00Z, 2026-10-25T23:00:00Z",
        "2026-03-29,2026-03-29,                  2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "2026-11-01T10:00:00+01:00,2026-11-01T10:00:01, 2026-11-01T09:00:00Z, 2026-11-01T10:00:01Z",
        "2026-01-01,2026-12-31,                  2025-12-31T23:00:00Z, 2026-12-31T23:00:00Z"
    })
    void datesAreOfTheZoneAndTimesUtc(@Nullable String from, @Nullable String to, String begin, String end) {
        assertThat(UsageRange.of(from, to, BERLIN, NOW))
                .isEqualTo(new UsageRange(Instant.parse(begin), Instant.parse(end)));
    }

    @ParameterizedTest
    @CsvSource({
        "yesterday,                                      from",
        "2026-02-30,                                     from",
        "1999-12-31T00:00:00Z,                           from",
        "2026-11-29,                                     from",
        "2025-11-27T13:05:06Z,                           from",
        "-999999999-01-01T00:00:00Z,                     from",
        "2026-11-01T10:00:00 01:00,                      from"
    })
    void whatIsNoRangeIsRefused(String from, String field) {
        assertThatThrownBy(() -> UsageRange.of(from, null, BERLIN, NOW))
                .isInstanceOf(Refusal.class)
                .hasMessageStartingWith(field + ": must be");
    }

    @Test
    void sumsGoFromAFullHourOfTheZoneToAFullHour() {
        var range = new UsageRange(Instant.parse("2026-11-28T13:05:06Z"), Instant.parse("2026-11-28T14:00:00Z"));

        assertThat(range.toFullHours(BERLIN))
                .isEqualTo(
                        new UsageRange(Instant.parse("2026-11-28T13:00:00Z"), Instant.parse("2026-11-28T14:00:00Z")));
        assertThat(range.toFullHours(KOLKATA))
                .isEqualTo(
                        new UsageRange(Instant.parse("2026-11-28T12:30:00Z"), Instant.parse("2026-11-28T14:30:00Z")));
    }
}
