package dev.tollgate.ledger;

import static dev.tollgate.ledger.Bookings.deposit;
import static dev.tollgate.ledger.Bookings.hold;
import static dev.tollgate.ledger.Bookings.settle;
import static dev.tollgate.ledger.Bookings.units;
import static dev.tollgate.ledger.Bookings.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LostHoldTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    static final LedgerSettings SETTINGS = LedgerSettings.defaults();
    static final Ledger DEAD = new Ledger(DATABASE.dataSource(), SETTINGS);
    static final Ledger ALIVE = new Ledger(DATABASE.dataSource(), SETTINGS);

    private final AtomicInteger lost = new AtomicInteger();
    private final HoldSweep sweep =
            new HoldSweep(DATABASE.dataSource(), ALIVE, SETTINGS, List.of(), lost::incrementAndGet);
    private AccountRef wallet = wallet();

    @AfterAll
    static void closeLedgers() {
        DEAD.close();
        ALIVE.close();
    }

    @BeforeEach
    void aWalletWithMoney() {
        wallet = wallet();
        DEAD.transfer(deposit(wallet, 1000));
    }

    @Test
    void aLostHoldIsVoidedOrChargedAsItSaid() {
        Hold free = DEAD.hold(hold(UUID.randomUUID(), wallet, 10, OnLost.VOID));
        Hold dear = DEAD.hold(hold(UUID.randomUUID(), wallet, 30, OnLost.CHARGE_ALL));
        Hold running = DEAD.hold(hold(wallet, 5));
        expire(free.id(), dear.id());

        assertThat(sweep.sweep()).isEqualTo(2);

        assertThat(ALIVE.balance(wallet)).isEqualTo(new Balance(units(970), units(5), units(0), false));
        assertThat(lost).hasValue(2);
        assertThat(sweep.sweep()).isZero();
        assertThatThrownBy(() -> DEAD.settle(settle(free.id(), 1))).isInstanceOf(HoldResolved.class);
        assertThat(DEAD.settle(settle(running.id(), 5)).charged()).isEqualTo(5);
    }

    @Test
    void whatIsRecordedOfALostHoldCommitsWithItsResolution() {
        DATABASE.jdbc()
                .sql("CREATE TABLE IF NOT EXISTS lost (hold uuid, owner text, charged text)")
                .update();
        var recording = new HoldSweep(
                DATABASE.dataSource(),
                ALIVE,
                SETTINGS,
                List.of(hold -> new Rider(
                        "INSERT INTO lost VALUES (?, ?, ?)",
                        List.of(
                                hold.id(),
                                hold.account().owner(),
                                hold.charged().toString()),
                        true)),
                lost::incrementAndGet);
        Hold free = DEAD.hold(hold(UUID.randomUUID(), wallet, 10, OnLost.VOID));
        Hold dear = DEAD.hold(hold(UUID.randomUUID(), wallet, 30, OnLost.CHARGE_ALL));
        expire(free.id(), dear.id());

        assertThat(recording.sweep()).isEqualTo(2);

        assertThat(DATABASE.jdbc()
                        .sql("SELECT hold || ' ' || charged FROM lost WHERE owner = ?")
                        .param(wallet.owner())
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrder(free.id() + " 0", dear.id() + " 30");
    }

    @Test
    void moreThanOneGroupIsSwept() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            ids.add(DEAD.hold(hold(wallet, 1)).id());
        }
        expire(ids.toArray(UUID[]::new));

        assertThat(sweep.sweep()).isEqualTo(600);
        assertThat(ALIVE.balance(wallet).held()).isZero();
    }

    @Test
    void aRunningProcessKeepsItsHolds() {
        Hold hold = ALIVE.hold(hold(wallet, 10));
        expire(hold.id());

        assertThat(sweep.sweep()).isZero();

        assertThat(ALIVE.settle(settle(hold.id(), 10)).charged()).isEqualTo(10);
    }

    @Test
    void renewalFollowsHoldsUntilTheyAreResolved() throws SQLException {
        Hold settled = ALIVE.hold(hold(wallet, 10));
        Hold voided = ALIVE.hold(hold(wallet, 10));
        assertThat(ALIVE.renewal().size()).isEqualTo(2);
        expire(settled.id(), voided.id());

        assertThat(ALIVE.renewal().renew().holds()).isEqualTo(2);
        assertThat(secondsToExpiry(settled.id())).isBetween(80, 90);

        ALIVE.settle(settle(settled.id(), 10));
        ALIVE.voidHold(voided.id(), List.of());
        assertThat(ALIVE.renewal().size()).isZero();
    }

    @Test
    void aHoldResolvedByAnotherLeavesTheRenewal() {
        Hold hold = ALIVE.hold(hold(wallet, 10));
        DEAD.voidHold(hold.id(), List.of());

        assertThatThrownBy(() -> ALIVE.settle(settle(hold.id(), 10))).isInstanceOf(HoldResolved.class);

        assertThat(ALIVE.renewal().size()).isZero();
    }

    @Test
    void aForgottenHoldIsNotRenewedForEver() throws SQLException {
        var impatient = new LedgerSettings(
                SETTINGS.holdTtl(),
                SETTINGS.renewEvery(),
                Duration.ZERO,
                10,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        try (var forgetful = new Ledger(DATABASE.dataSource(), impatient)) {
            Hold hold = forgetful.hold(hold(wallet, 10));
            assertThat(forgetful.renewal().renew().holds()).isZero();
            expire(hold.id());
            assertThat(sweep.sweep()).isEqualTo(1);
        }
    }

    @Test
    void renewalHappensByItself() throws InterruptedException {
        var eager = new LedgerSettings(
                SETTINGS.holdTtl(),
                Duration.ofMillis(50),
                SETTINGS.renewFor(),
                10,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        try (var ledger = new Ledger(DATABASE.dataSource(), eager)) {
            Hold hold = ledger.hold(hold(wallet, 10));
            expire(hold.id());
            for (int i = 0; i < 100 && secondsToExpiry(hold.id()) < 80; i++) {
                Thread.sleep(50);
            }
            assertThat(secondsToExpiry(hold.id())).isBetween(80, 90);
            ledger.voidHold(hold.id(), List.of());
        }
    }

    @Test
    void aSweepPassesByWhatAnotherHasLocked() throws SQLException {
        Hold locked = DEAD.hold(hold(wallet, 10));
        Hold free = DEAD.hold(hold(wallet, 10));
        expire(locked.id(), free.id());
        try (Connection other = DATABASE.dataSource().getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("SELECT 1 FROM hold WHERE id = '" + locked.id() + "' FOR UPDATE");

            assertThat(sweep.sweep()).isEqualTo(1);
            other.rollback();
        }
        assertThat(sweep.sweep()).isEqualTo(1);
    }

    @Test
    void twoSweepsAtOnceResolveEachHoldOnce() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            ids.add(DEAD.hold(hold(UUID.randomUUID(), wallet, 1, OnLost.CHARGE_ALL))
                    .id());
        }
        expire(ids.toArray(UUID[]::new));

        var other = CompletableFuture.supplyAsync(sweep::sweep);
        int swept = sweep.sweep() + other.join();

        assertThat(swept).isEqualTo(300);
        assertThat(ALIVE.balance(wallet)).isEqualTo(new Balance(units(700), units(0), units(0), false));
    }

    @Test
    void aHoldThatCannotBeResolvedDoesNotKeepTheOthers() {
        Hold bad = DEAD.hold(hold(UUID.randomUUID(), wallet, 10, OnLost.CHARGE_ALL));
        Hold good = DEAD.hold(hold(wallet, 10));
        expire(bad.id(), good.id());
        // Its settlement's id is taken, which no working ledger brings about.
        DATABASE.jdbc()
                .sql("INSERT INTO transfer (id, debit_account, credit_account, amount, purpose)"
                        + " SELECT ?, min(id), max(id), 1, 'broken' FROM account")
                .param(bad.id())
                .update();

        assertThat(sweep.sweep()).isEqualTo(1);

        assertThat(ALIVE.voidHold(good.id(), List.of())).isFalse();
        assertThat(ALIVE.voidHold(bad.id(), List.of())).isTrue();
    }

    private static void expire(UUID... holds) {
        DATABASE.jdbc()
                .sql("UPDATE hold SET expires_at = now() - interval '1 second' WHERE id = ANY (?)")
                .param(holds)
                .update();
    }

    private static int secondsToExpiry(UUID hold) {
        return DATABASE.jdbc()
                .sql("SELECT extract(epoch FROM expires_at - now()) FROM hold WHERE id = ?")
                .param(hold)
                .query(Integer.class)
                .single();
    }
}
