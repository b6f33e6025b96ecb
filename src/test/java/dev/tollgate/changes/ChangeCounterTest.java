package dev.tollgate.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tollgate.testing.TestDatabase;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class ChangeCounterTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final Duration NEVER = Duration.ofHours(1);

    private final String topic = "test-" + UUID.randomUUID();
    private final TransactionTemplate transaction =
            new TransactionTemplate(new JdbcTransactionManager(DATABASE.dataSource()));

    /** They read when the test says so, and what they read is good for long. */
    private final ChangeCounter here = new ChangeCounter(DATABASE.jdbc(), NEVER, NEVER);

    private final ChangeCounter there = new ChangeCounter(DATABASE.jdbc(), NEVER, NEVER);

    private final WatchedCache<String, String> cacheThere = there.cache(topic, 100, NEVER);
    private final AtomicInteger loads = new AtomicInteger();
    private final Function<String, String> load = key -> key + loads.incrementAndGet();

    @BeforeEach
    void bothHaveRead() {
        await().until(() ->
                here.version(topic).isPresent() && there.version(topic).isPresent());
        here.read();
        there.read();
    }

    @AfterEach
    void close() throws InterruptedException {
        here.destroy();
        there.destroy();
    }

    @Test
    void whatHasNotChangedIsLoadedOnce() {
        assertThat(cacheThere.get("a", load)).isEqualTo("a1");
        there.read();

        assertThat(cacheThere.get("a", load)).isEqualTo("a1");
    }

    @Test
    void whatIsNotThereIsAskedForAgain() {
        assertThat(cacheThere.get("a", key -> null)).isNull();

        assertThat(cacheThere.get("a", load)).isEqualTo("a1");
    }

    @Test
    void aChangeElsewhereIsSeenAtTheNextRead() {
        cacheThere.get("a", load);
        transaction.executeWithoutResult(status -> here.count(topic));

        assertThat(cacheThere.get("a", load)).isEqualTo("a1");
        there.read();
        assertThat(cacheThere.get("a", load)).isEqualTo("a2");
        assertThat(cacheThere.get("a", load)).isEqualTo("a2");
    }

    @Test
    void aChangeHereIsSeenAtOnce() {
        cacheThere.get("a", load);

        transaction.executeWithoutResult(status -> there.count(topic));

        assertThat(cacheThere.get("a", load)).isEqualTo("a2");
        there.read();
        cacheThere.get("a", load);
        assertThat(cacheThere.get("a", load)).isEqualTo("a3");
    }

    @Test
    void anotherTopicsChangeLeavesTheCacheAsItIs() {
        cacheThere.get("a", load);
        transaction.executeWithoutResult(status -> here.count("test-" + UUID.randomUUID()));
        there.read();

        assertThat(cacheThere.get("a", load)).isEqualTo("a1");
    }

    @Test
    void aChangeThatWasRolledBackIsNone() {
        cacheThere.get("a", load);
        transaction.executeWithoutResult(status -> {
            there.count(topic);
            status.setRollbackOnly();
        });
        there.read();

        assertThat(cacheThere.get("a", load)).isEqualTo("a1");
    }

    /** The load has read the old row, then the change is committed and seen, then the old value arrives. */
    @Test
    void aLoadThatOverlapsAChangeLeavesNothingBehind() {
        String overtaken = cacheThere.get("a", key -> {
            transaction.executeWithoutResult(status -> here.count(topic));
            there.read();
            return "old";
        });

        assertThat(overtaken).isEqualTo("old");
        assertThat(cacheThere.get("a", load)).isEqualTo("a1");
    }

    @Test
    void changesAtOnceAreAllCounted() throws InterruptedException {
        Thread[] threads = new Thread[8];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                for (int change = 0; change < 25; change++) {
                    transaction.executeWithoutResult(status -> here.count(topic));
                }
            });
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        there.read();

        assertThat(there.version(topic)).hasValue(200);
    }

    @Test
    void outsideATransactionThereIsNothingToCount() {
        assertThatThrownBy(() -> here.count(topic)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aReplicaThatCannotReadUsesNoCache() throws InterruptedException {
        var blind = new ChangeCounter(DATABASE.jdbc(), NEVER, Duration.ofMillis(200));
        WatchedCache<String, String> cache = blind.cache(topic, 100, NEVER);
        blind.read();
        cache.get("a", load);

        await().until(() -> blind.version(topic).isEmpty());

        int before = loads.get();
        cache.get("a", load);
        cache.get("a", load);
        assertThat(loads).hasValue(before + 2);
        blind.destroy();
    }

    @Test
    void asItComesItSeesAChangeWithinASecond() throws InterruptedException {
        var replica = new ChangeCounter(DATABASE.jdbc());
        WatchedCache<String, String> cache = replica.cache(topic, 100, NEVER);
        await().until(() -> replica.version(topic).isPresent());
        cache.get("a", key -> "old");

        transaction.executeWithoutResult(status -> here.count(topic));
        long committed = System.nanoTime();

        await().pollInterval(Duration.ofMillis(10)).until(() -> "new".equals(cache.get("a", key -> "new")));
        assertThat(Duration.ofNanos(System.nanoTime() - committed)).isLessThan(Duration.ofMillis(1_500));
        replica.destroy();
    }
}
