package dev.tollgate.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.tollgate.quota.RequestsLeft.Window;
import dev.tollgate.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Minutes and days, by a clock in the database that the test sets. */
class RequestWindowsTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private final DatabaseClock clock = new DatabaseClock(DATABASE.jdbc());
    private final String subject = "key:" + UUID.randomUUID();
    private RequestLimits limits = limitsIn("UTC");

    @AfterEach
    void close() {
        limits.close();
    }

    @Test
    void aMinuteIsTheClocks() {
        clock.set("2026-03-01T10:00:29.5Z");

        assertThat(limits.take(subject, 2, null)).isEqualTo(new RequestsLeft(new Window(2, 1, 31), null));
        clock.set("2026-03-01T10:00:59.999999Z");
        assertThat(limits.take(subject, 2, null)).isEqualTo(new RequestsLeft(new Window(2, 0, 1), null));
        assertThat(refused(2, null).retryAfter()).isEqualTo(Duration.ofSeconds(1));
        clock.set("2026-03-01T10:01:00Z");
        assertThat(limits.take(subject, 2, null)).isEqualTo(new RequestsLeft(new Window(2, 1, 60), null));
    }

    @Test
    void aRefusedRequestCountsInNeitherWindow() {
        clock.set("2026-03-01T23:58:10Z");
        assertThat(limits.take(subject, 1, 2)).isEqualTo(new RequestsLeft(new Window(1, 0, 50), new Window(2, 1, 110)));
        assertThat(refused(1, 2).message()).isEqualTo("Rate limit reached: 1 request per minute; try again in 50 s");

        clock.set("2026-03-01T23:59:00Z");
        assertThat(limits.take(subject, 2, 2)).isEqualTo(new RequestsLeft(new Window(2, 1, 60), new Window(2, 0, 60)));
        assertThat(refused(2, 2).message()).isEqualTo("Rate limit reached: 2 requests per day; try again in 60 s");
        assertThat(limits.take(subject, 2, 3)).isEqualTo(new RequestsLeft(new Window(2, 0, 60), new Window(3, 0, 60)));

        clock.set("2026-03-02T00:00:00Z");
        assertThat(limits.take(subject, 2, 2))
                .isEqualTo(new RequestsLeft(new Window(2, 1, 60), new Window(2, 1, 86_400)));
    }

    @Test
    void aLimitThatWasLoweredRefusesUntilTheWindowEnds() {
        clock.set("2026-03-01T10:00:00Z");
        limits.take(subject, 5, null);
        limits.take(subject, 5, null);

        assertThat(refused(1, null).headers()).containsEntry("ratelimit", "\"rpm\";r=0;t=60");
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin, 2026-03-28T23:00:00Z, 82800", // 23 h
        "Europe/Berlin, 2026-10-24T22:00:00Z, 90000", // 25 h
        "Europe/Berlin, 2026-10-24T21:59:59Z, 1",
        "Europe/Berlin, 2026-10-25T00:30:00Z, 81000", // the first of two 02:30
        "Asia/Kolkata, 2026-06-01T18:29:30Z, 30",
        "Asia/Kolkata, 2026-06-01T18:30:00Z, 86400",
        "UTC, 2026-10-25T00:00:00Z, 86400",
    })
    void aDayLastsFromMidnightToMidnightOfTheZone(String zone, String now, long seconds) {
        limits.close();
        limits = limitsIn(zone);
        clock.set(now);

        assertThat(limits.take(subject, null, 1).day()).isEqualTo(new Window(1, 0, seconds));
        assertThat(refused(null, 1).retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
        clock.set(Instant.parse(now).plusSeconds(seconds).minusNanos(1000));
        assertThat(refused(null, 1).retryAfter()).isEqualTo(Duration.ofSeconds(1));
        clock.set(Instant.parse(now).plusSeconds(seconds));
        assertThat(limits.take(subject, null, 1).day()).isNotNull();
    }

    /** Where clocks are changed at midnight there is none, or there are two. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "America/Havana",
                "Africa/Cairo",
                "Asia/Beirut",
                "Atlantic/Azores",
                "America/Santiago",
                "Australia/Lord_Howe",
                "Asia/Kathmandu"
            })
    void itEndsWhereTheNextOneBegins(String zone) {
        limits.close();
        limits = limitsIn(zone);
        var id = ZoneId.of(zone);
        var change = id.getRules().nextTransition(Instant.parse("2026-01-01T00:00:00Z"));
        for (int i = 0; i < 2 && change != null; i++) {
            LocalDate date = change.getDateTimeBefore().toLocalDate();
            for (LocalDate day = date.minusDays(1); !day.isAfter(date.plusDays(1)); day = day.plusDays(1)) {
                Instant begin = day.atStartOfDay(id).toInstant();
                long seconds = Duration.between(
                                begin, day.plusDays(1).atStartOfDay(id).toInstant())
                        .toSeconds();
                clock.set(begin);
                assertThat(limits.take(subject, null, 1).day()).as("%s", day).isEqualTo(new Window(1, 0, seconds));
                clock.set(begin.plusSeconds(seconds - 1));
                assertThat(refused(null, 1).retryAfter()).as("%s", day).isEqualTo(Duration.ofSeconds(1));
            }
            change = id.getRules().nextTransition(change.getInstant());
        }
    }

    @Test
    void whoWaitsForTheRowCountsInTheWindowThatIsOpenThen() throws Exception {
        clock.set("2026-03-01T10:00:59.9Z");
        limits.take(subject, 1, null);
        try (Connection other = DATABASE.dataSource().getConnection()) {
            other.setAutoCommit(false);
            lock(other);
            var waiting = CompletableFuture.supplyAsync(() -> limits.take(subject, 1, null));
            awaitLockWait();
            clock.set("2026-03-01T10:01:00.5Z");
            other.commit();

            assertThat(waiting.get()).isEqualTo(new RequestsLeft(new Window(1, 0, 60), null));
        }
        refused(1, null);
    }

    @Test
    void whoWaitsPastMidnightCountsInTheDayThatHadBegun() throws Exception {
        clock.set("2026-03-01T23:59:59.9Z");
        limits.take(subject, 5, 1);
        try (Connection other = DATABASE.dataSource().getConnection()) {
            other.setAutoCommit(false);
            lock(other);
            var waiting = CompletableFuture.supplyAsync(() -> refused(5, 1));
            awaitLockWait();
            clock.set("2026-03-02T00:00:00.5Z");
            other.commit();

            assertThat(waiting.get().retryAfter()).isEqualTo(Duration.ofSeconds(1));
        }
        assertThat(limits.take(subject, 5, 1))
                .isEqualTo(new RequestsLeft(new Window(5, 4, 60), new Window(1, 0, 86_400)));
    }

    @Test
    void aClockThatIsPutBackALittleGoesOnInTheNewerWindow() {
        clock.set("2026-03-01T10:01:00Z");
        limits.take(subject, 1, null);

        clock.set("2026-03-01T10:00:58Z");

        assertThat(refused(1, null).retryAfter()).isEqualTo(Duration.ofSeconds(62));
    }

    @Test
    void aClockThatIsPutBackFarClosesNobodysWindowUntilItIsThereAgain() {
        clock.set("2026-03-01T10:01:00Z");
        limits.take(subject, 1, 2);

        clock.set("2026-03-01T09:01:00Z");

        assertThat(limits.take(subject, 1, 2))
                .isEqualTo(new RequestsLeft(new Window(1, 0, 60), new Window(2, 0, 14 * 3600 + 59 * 60)));
        assertThat(refused(2, 2).message()).contains("2 requests per day");
    }

    @Test
    void aZoneIsOneOfTheIanas() {
        for (String zone : new String[] {"Europe/Atlantis", "UTC+3", "x'; DROP TABLE users; --", ""}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new BusinessDay(zone))
                    .withMessageStartingWith("BUSINESS_ZONE must be a time zone of the IANA");
        }
    }

    private RequestLimits limitsIn(String zone) {
        return new RequestLimits(DATABASE.dataSource(), clock.days(zone), Duration.ofSeconds(20));
    }

    private RateLimitExceeded refused(@Nullable Integer perMinute, @Nullable Integer perDay) {
        return catchThrowableOfType(RateLimitExceeded.class, () -> limits.take(subject, perMinute, perDay));
    }

    private void lock(Connection connection) throws Exception {
        try (var statement = connection.prepareStatement("SELECT FROM request_count WHERE subject = ? FOR UPDATE")) {
            statement.setString(1, subject);
            statement.execute();
        }
    }

    private static void awaitLockWait() {
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> DATABASE.jdbc()
                        .sql("SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND wait_event_type = 'Lock'")
                        .query(Boolean.class)
                        .single());
    }
}
