package dev.tollgate.ledger;

import static dev.tollgate.ledger.Bookings.deposit;
import static dev.tollgate.ledger.Bookings.hold;
import static dev.tollgate.ledger.Bookings.settle;
import static dev.tollgate.ledger.Bookings.units;
import static dev.tollgate.ledger.Bookings.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.tollgate.testing.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the ledger does while its database fails. */
@Timeout(60)
class LedgerFaultTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    @Test
    void connectionsThatAreReallyCutLoseAndDoubleNothing() throws InterruptedException {
        AccountRef wallet = wallet();
        var enough = new AtomicBoolean();
        var killer = new Thread(() -> {
            while (!enough.get()) {
                cutAllOtherConnections();
                sleepMs(40);
            }
        });
        try (var ledger = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults())) {
            ledger.transfer(deposit(wallet, 1_000_000));
            killer.start();

            List<Object> outcomes = Together.run(16, i -> () -> {
                for (int n = 0; n < 100; n++) {
                    ledger.settle(settle(ledger.hold(hold(wallet, 10)).id(), 7));
                }
                return "done";
            });

            enough.set(true);
            killer.join();
            assertThat(outcomes).containsOnly("done");
            assertThat(ledger.balance(wallet))
                    .isEqualTo(new Balance(units(1_000_000 - 16 * 100 * 7), units(0), units(0), false));
        }
        assertThat(new InvariantCheck(DATABASE.dataSource()).checkAll().violations())
                .isEmpty();
    }

    @Test
    void whileTheDatabaseIsGoneNewPostingsAreRefusedInTimeAndResolutionsWait() throws InterruptedException {
        AccountRef wallet = wallet();
        var faulty = new FlakyDataSource(DATABASE.dataSource());
        var settings = new LedgerSettings(
                Duration.ofSeconds(90),
                Duration.ofSeconds(30),
                Duration.ofMinutes(35),
                100,
                Duration.ofMillis(300),
                Duration.ofSeconds(30));
        try (var ledger = new Ledger(faulty, settings)) {
            ledger.transfer(deposit(wallet, 100));
            UUID id = ledger.hold(hold(wallet, 10)).id();
            faulty.gone = true;
            var settling = java.util.concurrent.CompletableFuture.supplyAsync(() -> ledger.settle(settle(id, 10)));
            while (!faulty.asked) {
                sleepMs(5);
            }

            long start = System.nanoTime();
            assertThatThrownBy(() -> ledger.hold(hold(wallet, 10))).isInstanceOf(LedgerBusy.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));

            assertThat(settling).isNotDone();
            faulty.gone = false;
            assertThat(settling.join().charged()).isEqualTo(10);
            assertThat(ledger.balance(wallet)).isEqualTo(new Balance(units(90), units(0), units(0), false));
        }
    }

    @Test
    void aSettlementWhoseAnswerWasLostSilentlyIsBookedOnceAndAnswered() throws IOException {
        AccountRef wallet = wallet();
        try (var flow = new SilentFlow(DATABASE.jdbcUrl());
                var pool = new HikariDataSource()) {
            pool.setJdbcUrl(flow.jdbcUrl());
            pool.setMinimumIdle(0);
            pool.setMaximumPoolSize(4);
            pool.setValidationTimeout(1_000);
            try (var ledger = new Ledger(pool, LedgerSettings.defaults(), Duration.ofSeconds(2))) {
                ledger.transfer(deposit(wallet, 100));
                UUID id = ledger.hold(hold(wallet, 10)).id();

                flow.fallSilent();

                assertThat(ledger.settle(settle(id, 7)).charged()).isEqualTo(7);
                assertThat(ledger.balance(wallet)).isEqualTo(new Balance(units(93), units(0), units(0), false));
            }
        }
    }

    @Test
    void aRenewalThatFailedIsTriedAgainSoon() throws InterruptedException {
        AccountRef wallet = wallet();
        var faulty = new FlakyDataSource(DATABASE.dataSource());
        var settings = new LedgerSettings(
                Duration.ofSeconds(90),
                Duration.ofSeconds(3),
                Duration.ofMinutes(35),
                100,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        try (var ledger = new Ledger(faulty, settings)) {
            ledger.transfer(deposit(wallet, 100));
            UUID id = ledger.hold(hold(wallet, 10)).id();
            DATABASE.jdbc()
                    .sql("UPDATE hold SET expires_at = now() WHERE id = ?")
                    .param(id)
                    .update();
            faulty.gone = true;
            while (!faulty.asked) {
                sleepMs(5);
            }
            faulty.gone = false;

            sleepMs(1000);

            assertThat(DATABASE.jdbc()
                            .sql("SELECT expires_at > now() + interval '80 seconds' FROM hold WHERE id = ?")
                            .param(id)
                            .query(Boolean.class)
                            .single())
                    .isTrue();
            ledger.voidHold(id, List.of());
        }
    }

    /** A database that refuses connections for a while, and has lost those that there were. */
    private static final class FlakyDataSource extends org.springframework.jdbc.datasource.DelegatingDataSource {

        private volatile boolean gone;
        private volatile boolean asked;

        FlakyDataSource(javax.sql.DataSource real) {
            super(real);
        }

        @Override
        public java.sql.Connection getConnection() throws java.sql.SQLException {
            requireThere();
            var real = super.getConnection();
            return (java.sql.Connection) java.lang.reflect.Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {java.sql.Connection.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("prepareStatement")) {
                            requireThere();
                        }
                        try {
                            return method.invoke(real, arguments);
                        } catch (java.lang.reflect.InvocationTargetException e) {
                            throw java.util.Objects.requireNonNull(e.getCause());
                        }
                    });
        }

        private void requireThere() throws java.sql.SQLException {
            if (gone) {
                asked = true;
                throw new java.sql.SQLException("connection refused", "08001");
            }
        }
    }

    private static void cutAllOtherConnections() {
        try {
            DATABASE.jdbc()
                    .sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                            + " WHERE datname = current_database() AND pid <> pg_backend_pid()")
                    .query(Integer.class)
                    .single();
        } catch (org.springframework.dao.DataAccessException e) {
            // its own connection was one that had been cut before
        }
    }

    private static void sleepMs(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
