package dev.tollgate.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class DayCloseTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private final DatabaseClock clock = new DatabaseClock(DATABASE.jdbc());
    private final BusinessDay days = clock.days("Europe/Berlin");
    private final RequestLimits limits = new RequestLimits(DATABASE.dataSource(), days, Duration.ofSeconds(20));
    private final DayClose dayClose = new DayClose(
            DATABASE.jdbc(), new TransactionTemplate(new JdbcTransactionManager(DATABASE.dataSource())), days);

    @BeforeEach
    void empty() {
        DATABASE.jdbc()
                .sql("TRUNCATE request_count, request_day, request_day_closed")
                .update();
    }

    @AfterEach
    void close() {
        limits.close();
    }

    @Test
    void aDayIsClosedOnceItIsOverInTheZone() {
        clock.set("2026-03-29T21:59:59Z"); // 23:59:59 on the day that clocks were put ahead
        take("key:1", 3);
        take("key:2", 1);
        dayClose.close();
        assertThat(archived()).isEmpty();

        clock.set("2026-03-29T22:00:00Z");
        dayClose.close();

        assertThat(archived()).containsExactly("2026-03-29 key:1 3", "2026-03-29 key:2 1");
        assertThat(closed()).containsExactly("2026-03-29 2026-03-29T22:00:00");
        assertThat(live()).hasSize(2);
    }

    @Test
    void closingAgainChangesNothing() {
        clock.set("2026-03-01T10:00:00Z");
        take("key:1", 3);
        clock.set("2026-03-02T10:00:00Z");
        dayClose.close();
        clock.set("2026-03-02T10:05:00Z");
        dayClose.close();

        assertThat(archived()).containsExactly("2026-03-01 key:1 3");
        assertThat(closed()).containsExactly("2026-03-01 2026-03-02T10:00:00");
    }

    @Test
    void itGrantsNothing() {
        clock.set("2026-03-01T10:00:00Z");
        take("key:1", 3);
        clock.set("2026-03-02T10:00:00Z");
        take("key:1", 3);

        dayClose.close();

        assertThat(live()).containsExactly("2026-03-01 key:1 3", "2026-03-02 key:1 3");
        assertThat(catchThrowableOfType(RateLimitExceeded.class, () -> limits.take("key:1", null, 3)))
                .isNotNull();
        clock.set("2026-03-01T22:59:00Z"); // put back into a day that is closed
        assertThat(catchThrowableOfType(RateLimitExceeded.class, () -> limits.take("key:1", null, 3)))
                .isNotNull();
    }

    @Test
    void afterFiveDaysItCatchesUp() {
        for (int day = 1; day <= 6; day++) {
            clock.set("2026-03-0" + day + "T10:00:00Z");
            take("key:1", day);
        }

        dayClose.close();

        assertThat(archived())
                .containsExactly(
                        "2026-03-01 key:1 1",
                        "2026-03-02 key:1 2",
                        "2026-03-03 key:1 3",
                        "2026-03-04 key:1 4",
                        "2026-03-05 key:1 5");
        assertThat(closed()).hasSize(5);
        assertThat(live()).containsExactly("2026-03-05 key:1 5", "2026-03-06 key:1 6");
    }

    @Test
    void whatCameLateIsInTheArchiveWhenTheRowGoes() {
        clock.set("2026-03-01T22:59:59Z");
        take("key:1", 3);
        clock.set("2026-03-01T23:00:00Z");
        dayClose.close();
        clock.set("2026-03-01T22:59:59Z"); // a request that was under way
        take("key:1", 2);
        take("key:2", 1);
        clock.set("2026-03-02T23:00:00Z");

        dayClose.close();

        assertThat(archived()).containsExactly("2026-03-01 key:1 5", "2026-03-01 key:2 1");
        assertThat(live()).isEmpty();
    }

    @Test
    void onTwoReplicasAtOnceAndUnderLoadNothingIsLostOrCountedTwice() throws Exception {
        for (int day = 1; day <= 8; day++) {
            clock.set("2026-03-0" + day + "T10:00:00Z");
            for (int key = 0; key < 20; key++) {
                take("key:" + key, day);
            }
        }
        List<Callable<Void>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int call = i;
            calls.add(() -> {
                if (call % 10 == 0) {
                    dayClose.close();
                } else {
                    take("key:" + call % 20, 1);
                }
                return null;
            });
        }
        var threads = Executors.newFixedThreadPool(16);
        for (Future<Void> call : threads.invokeAll(calls)) {
            call.get();
        }
        threads.shutdown();

        assertThat(DATABASE.jdbc()
                        .sql("SELECT sum(requests) FROM request_day_closed")
                        .query(Long.class)
                        .single())
                .isEqualTo(20 * (1 + 2 + 3 + 4 + 5 + 6 + 7));
        assertThat(DATABASE.jdbc()
                        .sql("SELECT sum(requests) FROM request_count WHERE day = date '2026-03-08'")
                        .query(Long.class)
                        .single())
                .isEqualTo(20 * 8 + 180);
        assertThat(closed()).hasSize(7);
    }

    @Test
    void anArchiveIsKeptFor400Days() {
        clock.set("2026-03-01T10:00:00Z");
        take("key:1", 1);
        clock.set("2027-04-05T10:00:00Z"); // 400 days later
        dayClose.close();
        assertThat(archived()).containsExactly("2026-03-01 key:1 1");

        clock.set("2027-04-06T10:00:00Z");
        dayClose.close();

        assertThat(archived()).isEmpty();
        assertThat(closed()).isEmpty();
    }

    private void take(String subject, int requests) {
        for (int i = 0; i < requests; i++) {
            limits.take(subject, null, 1000);
        }
    }

    private static List<String> archived() {
        return texts("SELECT day || ' ' || subject || ' ' || requests FROM request_day_closed ORDER BY day, subject");
    }

    private static List<String> live() {
        return texts("SELECT day || ' ' || subject || ' ' || requests FROM request_count ORDER BY day, subject");
    }

    private static List<String> closed() {
        return texts("SELECT day || ' ' || to_char(closed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS')"
                + " FROM request_day ORDER BY day");
    }

    private static List<String> texts(String sql) {
        return DATABASE.jdbc().sql(sql).query(String.class).list();
    }
}
