package dev.tollgate.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.quota.RequestsLeft.Window;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Counts of two replicas on one database. The clock stands still, so that no window turns. */
@Timeout(120)
class RequestLimitsTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final int THREADS = 64;

    private final String subject = "key:" + UUID.randomUUID();
    private final BusinessDay days = standingClock();
    private final List<RequestLimits> replicas = List.of(replica(), replica());

    private static BusinessDay standingClock() {
        var clock = new DatabaseClock(DATABASE.jdbc());
        clock.set("2026-03-01T10:00:00Z");
        return clock.days("UTC");
    }

    private RequestLimits replica() {
        return new RequestLimits(DATABASE.dataSource(), days, Duration.ofSeconds(20));
    }

    @AfterEach
    void close() {
        replicas.forEach(RequestLimits::close);
    }

    @Test
    void aThousandAMinuteAreAThousand() throws Exception {
        assertThat(grantedOf(2000, 1000, null)).isEqualTo(1000);
        assertThat(requestsToday()).isEqualTo(1000);
    }

    @Test
    void aThousandADayAreAThousand() throws Exception {
        assertThat(grantedOf(2000, null, 1000)).isEqualTo(1000);
        assertThat(requestsToday()).isEqualTo(1000);
    }

    @Test
    void theSmallerOfTwoLimitsHolds() throws Exception {
        assertThat(grantedOf(2000, 1000, 700)).isEqualTo(700);
        assertThat(grantedOf(2000, 800, 1600)).isEqualTo(100);
        assertThat(requestsToday()).isEqualTo(800);
    }

    @Test
    void eachGrantedRequestIsToldAnotherRest() throws Exception {
        var remaining = ConcurrentHashMap.<Long>newKeySet();

        atOnce(300, replica -> {
            Window minute = replica.take(subject, 1000, null).minute();
            remaining.add(minute == null ? -1 : minute.remaining());
        });

        assertThat(remaining).hasSize(300).allMatch(rest -> rest >= 700 && rest <= 999);
    }

    @Test
    void manySubjectsAtOnceNeverWaitForEachOtherInACircle() throws Exception {
        List<String> subjects = new ArrayList<>(
                IntStream.range(0, 100).mapToObj(i -> subject + "-" + i).toList());
        var granted = new AtomicInteger();
        List<String> turns = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Collections.shuffle(subjects);
            turns.addAll(subjects);
        }
        var turn = new AtomicInteger();

        atOnce(turns.size(), replica -> {
            try {
                replica.take(turns.get(turn.getAndIncrement()), 30, 60);
                granted.incrementAndGet();
            } catch (RateLimitExceeded expected) {
                // seventy of each hundred
            }
        });

        assertThat(granted).hasValue(3000);
        assertThat(DATABASE.jdbc()
                        .sql("SELECT DISTINCT requests FROM request_count WHERE subject LIKE ?")
                        .param(subject + "-%")
                        .query(Long.class)
                        .list())
                .containsExactly(30L);
    }

    /** A limit that was just changed is known to some callers and not to others. */
    @Test
    void underTwoLimitsAtOnceEachHoldsForThoseWhoKnowIt() throws Exception {
        var granted = new AtomicInteger();

        atOnce(1000, replica -> {
            try {
                replica.take(subject, granted.get() % 2 == 0 ? 100 : 200, null);
                granted.incrementAndGet();
            } catch (RateLimitExceeded expected) {
                // above
            }
        });

        assertThat(granted.get()).isBetween(100, 200);
        assertThat(requestsToday()).isEqualTo(granted.get());
    }

    @Test
    void withoutLimitsNothingIsCountedAndNoDatabaseAsked() {
        try (var away = away()) {
            assertThat(away.take(subject, null, null)).isEqualTo(new RequestsLeft(null, null));
        }
    }

    @Test
    void aLimitOfNothingIsAMistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> replicas.get(0).take(subject, 0, null));
        assertThatIllegalArgumentException().isThrownBy(() -> replicas.get(0).take(subject, null, -1));
    }

    @Test
    void aDayThatIsResetBeginsAnewOnEveryReplicaAtOnce() {
        replicas.get(0).take(subject, 10, 1);
        assertThat(refused(replicas.get(1), 10, 1)).isInstanceOf(RateLimitExceeded.class);

        replicas.get(0).resetDay(subject);

        assertThat(requestsToday()).isZero();
        assertThat(replicas.get(1).take(subject, 10, 1).minute()).isEqualTo(new Window(10, 8, 60));
        assertThat(refused(replicas.get(0), 10, 1)).isInstanceOf(RateLimitExceeded.class);
        replicas.get(0).resetDay("key:of-nobody");
    }

    @Test
    void whereTheDatabaseIsAwayNobodyIsLetThrough() {
        try (var away = away()) {
            Refusal refusal = refused(away, 10, null);

            assertThat(refusal.status()).isEqualTo(503);
            assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1));
            assertThat(refusal.message()).isEqualTo("Requests can't be counted now; try again shortly");
        }
    }

    @Test
    void aRowThatSomebodyKeepsLockedIsItsSubjectsTroubleAlone() throws Exception {
        replicas.get(0).take(subject, 100, null);
        try (Connection other = DATABASE.dataSource().getConnection();
                var lock = other.prepareStatement("SELECT FROM request_count WHERE subject = ? FOR UPDATE")) {
            other.setAutoCommit(false);
            lock.setString(1, subject);
            lock.execute();
            var refused = new AtomicInteger();
            var granted = new AtomicInteger();

            atOnce(THREADS, replica -> {
                boolean first = granted.incrementAndGet() % 8 == 0;
                try {
                    replica.take(first ? subject : subject + "-other", 100, null);
                } catch (Refusal refusal) {
                    assertThat(refusal.status()).isEqualTo(503);
                    refused.incrementAndGet();
                }
            });

            assertThat(refused).hasValue(THREADS / 8);
            other.rollback();
        }
        assertThat(requestsToday()).isEqualTo(1);
        assertThat(replicas.get(0).requestsToday(subject + "-other")).isEqualTo(56);
        assertThat(replicas.get(0).take(subject, 100, null).minute()).isEqualTo(new Window(100, 98, 60));
    }

    @Test
    void aSilentDatabaseIsWaitedForNoLongerThanACallerIsPatient() throws Exception {
        try (Connection other = DATABASE.dataSource().getConnection();
                var lock = other.createStatement();
                var impatient = new RequestLimits(DATABASE.dataSource(), days, Duration.ofMillis(300))) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE request_count");

            assertThat(refused(impatient, 10, null).status()).isEqualTo(503);
            other.rollback();
        }
        replicas.get(0).take(subject, 10, null);
        assertThat(requestsToday()).isBetween(1L, 2L); // the first may be counted, as soon as the lock is gone
    }

    @Test
    void whoComesAfterTheEndIsRefused() {
        RequestLimits ended = replica();
        ended.close();

        assertThat(refused(ended, 10, null).status()).isEqualTo(503);
    }

    private RequestLimits away() {
        return new RequestLimits(
                new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/nowhere"), days, Duration.ofSeconds(20));
    }

    private Refusal refused(RequestLimits replica, @Nullable Integer perMinute, @Nullable Integer perDay) {
        return catchThrowableOfType(Refusal.class, () -> replica.take(subject, perMinute, perDay));
    }

    private long requestsToday() {
        return replicas.get(0).requestsToday(subject);
    }

    private int grantedOf(int requests, @Nullable Integer perMinute, @Nullable Integer perDay) throws Exception {
        var granted = new AtomicInteger();
        atOnce(requests, replica -> {
            try {
                replica.take(subject, perMinute, perDay);
                granted.incrementAndGet();
            } catch (RateLimitExceeded expected) {
                // above the limit
            }
        });
        return granted.get();
    }

    private void atOnce(int requests, Request request) throws Exception {
        List<Callable<Void>> calls = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            RequestLimits replica = replicas.get(i % replicas.size());
            calls.add(() -> {
                request.send(replica);
                return null;
            });
        }
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        for (Future<Void> call : threads.invokeAll(calls)) {
            call.get();
        }
        threads.shutdown();
    }

    private interface Request {
        void send(RequestLimits replica);
    }
}
