package dev.tollgate.ledger;

import static dev.tollgate.ledger.Bookings.deposit;
import static dev.tollgate.ledger.Bookings.hold;
import static dev.tollgate.ledger.Bookings.settle;
import static dev.tollgate.ledger.Bookings.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Somebody's open transaction keeps one wallet's row locked. */
@Timeout(60)
class LockedWalletTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private final AccountRef locked = wallet();
    private final AccountRef free = wallet();

    @Test
    void callsOfOtherWalletsGoOn() throws SQLException {
        try (var ledger = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults());
                Connection operator = DATABASE.dataSource().getConnection()) {
            ledger.transfer(deposit(locked, 100));
            ledger.transfer(deposit(free, 100));
            UUID before = ledger.hold(hold(locked, 10)).id();
            lock(operator);

            var settling = CompletableFuture.supplyAsync(() -> ledger.settle(settle(before, 10)));
            var refused = CompletableFuture.supplyAsync(() -> ledger.hold(hold(locked, 1)));
            for (int i = 0; i < 50; i++) {
                ledger.settle(settle(ledger.hold(hold(free, 1)).id(), 1));
            }
            assertThat(refused).isNotDone();
            assertThatThrownBy(refused::join).hasCauseInstanceOf(LedgerBusy.class);
            ledger.settle(settle(ledger.hold(hold(free, 1)).id(), 1));

            assertThat(settling).isNotDone();
            operator.rollback();
            assertThat(settling.join().charged()).isEqualTo(10);
            ledger.settle(settle(ledger.hold(hold(locked, 90)).id(), 90));
        }
        assertThat(new InvariantCheck(DATABASE.dataSource()).checkAll().violations())
                .isEmpty();
    }

    private void lock(Connection operator) throws SQLException {
        operator.setAutoCommit(false);
        try (var statement = operator.prepareStatement("SELECT 1 FROM account WHERE owner = ? FOR UPDATE")) {
            statement.setString(1, locked.owner());
            statement.execute();
        }
    }
}
