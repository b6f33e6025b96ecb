package dev.tollgate.ledger;

import static dev.tollgate.ledger.Bookings.deposit;
import static dev.tollgate.ledger.Bookings.hold;
import static dev.tollgate.ledger.Bookings.settle;
import static dev.tollgate.ledger.Bookings.units;
import static dev.tollgate.ledger.Bookings.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.testing.TestDatabase;
import java.math.BigInteger;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(30)
class LedgerConcurrencyTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private final Ledger one = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults());
    private final Ledger other = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults());
    private AccountRef wallet = wallet();

    @BeforeEach
    void someWallet() {
        wallet = wallet();
    }

    @AfterEach
    void booksAreRight() {
        one.close();
        other.close();
        assertThat(new InvariantCheck(DATABASE.dataSource()).checkAll().violations())
                .isEmpty();
    }

    @Test
    void nobodyOverdrawsWithSixtyFourAtOnceOnTwoReplicas() {
        one.transfer(deposit(wallet, 1000));

        List<Object> outcomes = Together.run(64, i -> () -> (i % 2 == 0 ? one : other).hold(hold(wallet, 30)));

        assertThat(outcomes).filteredOn(Hold.class::isInstance).hasSize(33);
        assertThat(outcomes).filteredOn(InsufficientFunds.class::isInstance).hasSize(31);
        assertThat(one.balance(wallet)).isEqualTo(new Balance(units(1000), units(990), units(0), false));
    }

    @Test
    void anEventIsCreditedOnceWithFiftyAtOnceOnTwoReplicas() {
        var event = new ExternalRef("chain:1337:deposit", "0xabc");

        List<Object> outcomes =
                Together.run(50, i -> () -> (i % 2 == 0 ? one : other).transfer(deposit(wallet, 7, event)));

        assertThat(outcomes).allSatisfy(outcome -> {
            assertThat(outcome).isInstanceOf(Transfer.class);
            assertThat(((Transfer) outcome).balanceAfter()).isEqualTo(7);
        });
        assertThat(outcomes)
                .filteredOn(outcome -> ((Transfer) outcome).created())
                .hasSize(1);
        assertThat(one.balance(wallet).posted()).isEqualTo(7);
    }

    @Test
    void anEventClaimedByManyIsCreditedToOne() {
        var event = new ExternalRef("chain:1337:deposit", "0xdef");

        List<Object> outcomes =
                Together.run(50, i -> () -> (i % 2 == 0 ? one : other).transfer(deposit(wallet(), 7, event)));

        assertThat(outcomes).filteredOn(Transfer.class::isInstance).hasSize(1);
        assertThat(outcomes).filteredOn(TransferConflict.class::isInstance).hasSize(49);
    }

    @Test
    void aHoldIsResolvedOnceWhoeverTries() {
        one.transfer(deposit(wallet, 100));
        UUID id = one.hold(hold(wallet, 100)).id();

        List<Object> outcomes = Together.run(32, i -> () -> {
            Ledger ledger = i % 2 == 0 ? one : other;
            return i % 4 < 2 ? ledger.settle(settle(id, 60)) : ledger.voidHold(id, List.of());
        });

        long settled = outcomes.stream().filter(Settlement.class::isInstance).count();
        long voided = outcomes.stream().filter(Boolean.TRUE::equals).count();
        assertThat(settled + voided).isEqualTo(1);
        assertThat(one.balance(wallet).posted()).isEqualTo(settled == 1 ? units(40) : units(100));
    }

    @Test
    void aBadPostingFailsAloneInItsGroup() throws Exception {
        one.transfer(deposit(wallet, 1000));
        var nonsense = new Rider("INSERT INTO no_such_table VALUES (?)", List.of(1), false);

        List<Object> outcomes = inOneGroup(
                40,
                i -> hold(UUID.randomUUID(), wallet, 1, OnLost.VOID, i == 13 ? new Rider[] {nonsense} : new Rider[0]));

        assertThat(outcomes).filteredOn(Hold.class::isInstance).hasSize(39);
        assertThat(outcomes.get(13)).isInstanceOf(org.springframework.dao.DataAccessException.class);
        assertThat(one.balance(wallet).held()).isEqualTo(39);
    }

    @Test
    void aRiderWhoseKeyIsTakenFailsAloneAndSoon() throws Exception {
        DATABASE.jdbc().sql("CREATE TABLE taken (id int PRIMARY KEY)").update();
        one.transfer(deposit(wallet, 1000));
        var first = new Rider("INSERT INTO taken VALUES (?)", List.of(1), true);
        one.hold(hold(UUID.randomUUID(), wallet, 1, OnLost.VOID, first));

        long start = System.nanoTime();
        List<Object> outcomes = inOneGroup(
                40, i -> hold(UUID.randomUUID(), wallet, 1, OnLost.VOID, i == 7 ? new Rider[] {first} : new Rider[0]));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(outcomes.get(7)).isInstanceOf(org.springframework.dao.DuplicateKeyException.class);
        assertThat(outcomes).filteredOn(Hold.class::isInstance).hasSize(39);
        assertThat(one.balance(wallet).held()).isEqualTo(40);
    }

    @Test
    void aRequiredRiderThatChangesNothingTakesOnlyItsPostingOut() throws Exception {
        DATABASE.jdbc()
                .sql("CREATE TABLE fence (id int PRIMARY KEY, passed int DEFAULT 0)")
                .update();
        DATABASE.jdbc().sql("INSERT INTO fence SELECT generate_series(0, 39)").update();
        DATABASE.jdbc().sql("DELETE FROM fence WHERE id IN (5, 6)").update();
        one.transfer(deposit(wallet, 1000));

        List<Object> outcomes = inOneGroup(
                40,
                i -> hold(
                        UUID.randomUUID(),
                        wallet,
                        1,
                        OnLost.VOID,
                        new Rider("UPDATE fence SET passed = passed + 1 WHERE id = ?", List.of(i), i != 6)));

        assertThat(outcomes.get(5)).isInstanceOf(RiderRefused.class);
        assertThat(outcomes).filteredOn(Hold.class::isInstance).hasSize(39);
        assertThat(one.balance(wallet).held()).isEqualTo(39);
        assertThat(DATABASE.jdbc()
                        .sql("SELECT count(*) FROM fence WHERE passed = 1")
                        .query(Integer.class)
                        .single())
                .isEqualTo(38);
    }

    @Test
    void aDeadlockIsRetried() throws Exception {
        AccountRef second = wallet();
        one.transfer(deposit(wallet, 100));
        one.transfer(deposit(second, 100));
        try (Connection stranger = DATABASE.dataSource().getConnection()) {
            stranger.setAutoCommit(false);
            // PostgreSQL ends the one whose deadlock_timeout is over first: not the stranger.
            stranger.createStatement().execute("SET deadlock_timeout = '30s'");
            lock(stranger, second);

            var payment = CompletableFuture.supplyAsync(() -> one.transfer(pay(wallet, second, 1)));
            awaitLockWaiters(1);
            lock(stranger, wallet);
            stranger.rollback();

            assertThat(payment.join().balanceAfter()).isEqualTo(101);
        }
        assertThat(DATABASE.jdbc()
                        .sql("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
                        .query(Integer.class)
                        .single())
                .isPositive();
    }

    @Test
    void paymentsInCirclesOnTwoReplicasAddUp() {
        List<AccountRef> ring = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ring.add(wallet());
            one.transfer(deposit(ring.get(i), 1000));
        }

        List<Object> outcomes = Together.run(32, i -> () -> {
            for (int n = 0; n < 20; n++) {
                Ledger ledger = i % 2 == 0 ? one : other;
                ledger.transfer(pay(ring.get((i * 7 + n) % 8), ring.get((i * 3 + n + 1 + i % 5) % 8), 1));
            }
            return "done";
        });

        assertThat(outcomes)
                .filteredOn(outcome -> !"done".equals(outcome))
                .allSatisfy(outcome -> assertThat(outcome)
                        .isInstanceOf(IllegalArgumentException.class)); // both accounts were the same
        BigInteger total = ring.stream().map(ref -> one.balance(ref).posted()).reduce(BigInteger.ZERO, BigInteger::add);
        assertThat(total).isEqualTo(8000);
    }

    @Test
    void aFullQueueRefusesNewPostingsButNotResolutions() throws Exception {
        var small = new LedgerSettings(
                Duration.ofSeconds(90),
                Duration.ofSeconds(30),
                Duration.ofMinutes(35),
                4,
                Duration.ofSeconds(5),
                Duration.ofSeconds(60));
        one.transfer(deposit(wallet, 1000));
        UUID id = one.hold(hold(wallet, 10)).id();
        try (Ledger ledger = new Ledger(DATABASE.dataSource(), small);
                Connection stranger = DATABASE.dataSource().getConnection()) {
            stranger.setAutoCommit(false);
            lock(stranger, wallet);
            List<CompletableFuture<Hold>> waiting = new ArrayList<>();
            waiting.add(CompletableFuture.supplyAsync(() -> ledger.hold(hold(wallet, 1))));
            awaitLockWaiters(1);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                var hold = new CompletableFuture<Hold>();
                waiting.add(hold);
                threads.add(new Thread(() -> hold.complete(ledger.hold(hold(wallet, 1)))));
                threads.get(i).start();
            }
            while (ledger.waiting() < 4) {
                Thread.sleep(5);
            }

            assertThatThrownBy(() -> ledger.hold(hold(wallet, 1))).isInstanceOfSatisfying(LedgerBusy.class, busy -> {
                assertThat(busy.status()).isEqualTo(503);
                assertThat(busy.retryAfter()).isPositive();
            });
            var settled = new CompletableFuture<Settlement>();
            var settling = new Thread(() -> settled.complete(ledger.settle(settle(id, 10))));
            settling.start();
            while (ledger.waiting() < 5) {
                Thread.sleep(5);
            }
            stranger.rollback();

            assertThat(settled.join().charged()).isEqualTo(10);
            assertThat(waiting)
                    .allSatisfy(hold -> assertThat(hold.join().amount()).isEqualTo(1));
        }
    }

    @Test
    void closingBooksWhatWaitsAndRefusesWhatComes() throws Exception {
        one.transfer(deposit(wallet, 1000));
        CompletableFuture<List<Object>> outcomes;
        try (Connection stranger = DATABASE.dataSource().getConnection()) {
            stranger.setAutoCommit(false);
            lock(stranger, wallet);
            new Thread(() -> one.hold(hold(wallet, 1))).start();
            awaitLockWaiters(1);
            outcomes = CompletableFuture.supplyAsync(() -> Together.run(20, i -> () -> one.hold(hold(wallet, 1))));
            while (one.waiting() < 20) {
                Thread.sleep(5);
            }
            var closed = CompletableFuture.runAsync(one::close);
            Thread.sleep(100);
            assertThat(closed).isNotDone();
            stranger.rollback();
            closed.join();
        }
        assertThat(outcomes.join())
                .hasSize(20)
                .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Hold.class));
        assertThatThrownBy(() -> one.hold(hold(wallet, 1))).isInstanceOf(LedgerBusy.class);
        assertThatThrownBy(() -> one.settle(settle(UUID.randomUUID(), 1))).isInstanceOf(LedgerBusy.class);
    }

    /** Keeps the writer busy until all of them wait, so that they are booked together. */
    private List<Object> inOneGroup(int holds, java.util.function.IntFunction<HoldRequest> request) throws Exception {
        try (Connection stranger = DATABASE.dataSource().getConnection()) {
            stranger.setAutoCommit(false);
            lock(stranger, wallet);
            var first = CompletableFuture.supplyAsync(() -> one.transfer(pay(wallet, wallet(), 1)));
            awaitLockWaiters(1);
            var outcomes =
                    CompletableFuture.supplyAsync(() -> Together.run(holds, i -> () -> one.hold(request.apply(i))));
            while (one.waiting() < holds) {
                Thread.sleep(5);
            }
            stranger.rollback();
            first.join();
            return outcomes.join();
        }
    }

    private static void lock(Connection connection, AccountRef account) throws Exception {
        try (var statement = connection.prepareStatement("SELECT 1 FROM account WHERE owner = ? FOR UPDATE")) {
            statement.setString(1, account.owner());
            statement.execute();
        }
    }

    private static void awaitLockWaiters(int count) throws InterruptedException {
        String sql = "SELECT count(*) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while (DATABASE.jdbc().sql(sql).query(Integer.class).single() < count) {
            Thread.sleep(5);
        }
    }

    private static TransferRequest pay(AccountRef from, AccountRef to, long amount) {
        return new TransferRequest(UUID.randomUUID(), from, to, units(amount), "payment", null, List.of());
    }
}
