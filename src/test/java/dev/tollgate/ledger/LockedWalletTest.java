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
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody's open transaction keeps a row locked: a wallet's, or one hold's. */
@Timeout(60)
class LockedWalletTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    /** Longer than a call is tried for, so that each of the payer's would have been refused. */
    private static final Duration SEVERAL_ATTEMPTS =
            LedgerSettings.defaults().patience().plusSeconds(3);

    private final AccountRef locked = wallet();
    private final AccountRef free = wallet();

    @Test
    void callsOfOtherWalletsGoOn() throws SQLException {
        try (var ledger = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults());
                Connection operator = DATABASE.dataSource().getConnection()) {
            ledger.transfer(deposit(locked, 100));
            ledger.transfer(deposit(free, 100));
            UUID before = ledger.hold(hold(locked, 10)).id();
            lock(operator, "SELECT 1 FROM account WHERE owner = '" + locked.owner() + "' FOR UPDATE");

            var settling = CompletableFuture.supplyAsync(() -> ledger.settle(settle(before, 10)));
            var refused = CompletableFuture.supplyAsync(() -> ledger.hold(hold(locked, 1)));
            for (int i = 0; i < 50; i++) {
                ledger.settle(settle(ledger.hold(hold(free, 1)).id(), 1));
            }
            assertThat(refused).isNotDone();
            assertThatThrownBy(refused::join)
                    .hasCauseInstanceOf(LedgerBusy.class)
                    .hasMessageContaining("Another transaction keeps the account locked");
            ledger.settle(settle(ledger.hold(hold(free, 1)).id(), 1));

            assertThat(settling).isNotDone();
            operator.rollback();
            assertThat(settling.join().charged()).isEqualTo(10);
            ledger.settle(settle(ledger.hold(hold(locked, 90)).id(), 90));
        }
        assertThat(new InvariantCheck(DATABASE.dataSource()).checkAll().violations())
                .isEmpty();
    }

    /** Its own settlement waits, and is booked once it can be; nobody else's does, and not its payer's either. */
    @Test
    void otherCallsOfThePayerOfALockedHoldGoOn() throws SQLException {
        try (var ledger = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults());
                Connection operator = DATABASE.dataSource().getConnection()) {
            ledger.transfer(deposit(locked, 100));
            UUID stuck = ledger.hold(hold(locked, 10)).id();
            lock(operator, "SELECT 1 FROM hold WHERE id = '" + stuck + "' FOR UPDATE");

            var settling = CompletableFuture.supplyAsync(() -> ledger.settle(settle(stuck, 10)));
            for (int i = 0; i < 50; i++) {
                ledger.settle(settle(ledger.hold(hold(locked, 1)).id(), 1));
            }
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < SEVERAL_ATTEMPTS.toNanos()) {
                ledger.voidHold(ledger.hold(hold(locked, 1)).id(), List.of());
            }

            assertThat(settling).isNotDone();
            operator.rollback();
            assertThat(settling.join().charged()).isEqualTo(10);
            assertThat(ledger.balance(locked)).isEqualTo(new Balance(units(40), units(0), units(0), false));
        }
        assertThat(new InvariantCheck(DATABASE.dataSource()).checkAll().violations())
                .isEmpty();
    }

    private static void lock(Connection operator, String sql) throws SQLException {
        operator.setAutoCommit(false);
        try (var statement = operator.createStatement()) {
            statement.execute(sql);
        }
    }
}
