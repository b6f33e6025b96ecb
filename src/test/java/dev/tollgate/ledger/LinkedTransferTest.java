package dev.tollgate.ledger;

import static dev.tollgate.ledger.Bookings.REVENUE;
import static dev.tollgate.ledger.Bookings.deposit;
import static dev.tollgate.ledger.Bookings.units;
import static dev.tollgate.ledger.Bookings.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Transfers that are booked together or not at all. */
class LinkedTransferTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    static final Ledger LEDGER = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults());

    private AccountRef payer = wallet();
    private AccountRef free = wallet();
    private AccountRef reserved = wallet();

    @AfterAll
    static void closeLedger() {
        LEDGER.close();
        assertThat(new InvariantCheck(DATABASE.dataSource()).checkAll().violations())
                .isEmpty();
    }

    @BeforeEach
    void someAccounts() {
        payer = wallet();
        free = wallet();
        reserved = wallet();
    }

    @Test
    void bothAreBooked() {
        LEDGER.transfer(deposit(payer, 100));
        LEDGER.transfer(deposit(free, 50));

        assertThat(sell(10, 30)).isTrue();

        assertBalances(90, 20, 30);
    }

    @Test
    void ifOneIsRefusedNeitherIsBooked() {
        LEDGER.transfer(deposit(payer, 100));
        LEDGER.transfer(deposit(free, 50));

        assertThatThrownBy(() -> sell(101, 30)).isInstanceOf(InsufficientFunds.class);
        Refusal refused = catchThrowableOfType(Refusal.class, () -> sell(10, 51));

        assertThat(refused.code()).isEqualTo("full");
        assertBalances(100, 50, 0);
    }

    @Test
    void theSameAgainBooksNothing() {
        LEDGER.transfer(deposit(payer, 100));
        LEDGER.transfer(deposit(free, 50));
        List<LinkedTransfer> sale = sale(10, 30);
        assertThat(LEDGER.transferAll(sale, List.of())).isTrue();

        assertThat(LEDGER.transferAll(sale, List.of())).isFalse();

        assertBalances(90, 20, 30);
    }

    @Test
    void aRiderThatIsRefusedTakesBothAlong() {
        LEDGER.transfer(deposit(payer, 100));
        LEDGER.transfer(deposit(free, 50));
        var rider = new Rider("UPDATE account SET frozen = frozen WHERE owner = ?", List.of("nobody"), true);

        assertThatThrownBy(() -> LEDGER.transferAll(sale(10, 30), List.of(rider)))
                .isInstanceOf(RiderRefused.class);

        assertBalances(100, 50, 0);
    }

    @Test
    void itJoinsACallersTransaction() {
        LEDGER.transfer(deposit(payer, 100));
        LEDGER.transfer(deposit(free, 50));
        var transaction = new TransactionTemplate(new JdbcTransactionManager(DATABASE.dataSource()));

        transaction.executeWithoutResult(status -> {
            assertThat(sell(10, 30)).isTrue();
            status.setRollbackOnly();
        });
        assertBalances(100, 50, 0);
        transaction.executeWithoutResult(status -> assertThat(sell(10, 30)).isTrue());

        assertBalances(90, 20, 30);
    }

    @Test
    void sixtyFourAtOnceTakeNoMoreThanThereIs() {
        LEDGER.transfer(deposit(payer, 500));
        LEDGER.transfer(deposit(free, 100));

        List<Object> outcomes = Together.run(64, i -> () -> sell(10, 3));

        assertThat(outcomes).filteredOn(Boolean.TRUE::equals).hasSize(33);
        assertBalances(170, 1, 99);
    }

    @Test
    void anAccountOccursOnce() {
        List<LinkedTransfer> twice =
                List.of(new LinkedTransfer(transfer(payer, free, 1)), new LinkedTransfer(transfer(free, reserved, 1)));

        assertThatThrownBy(() -> LEDGER.transferAll(twice, List.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private boolean sell(long premium, long cover) {
        return LEDGER.transferAll(sale(premium, cover), List.of());
    }

    private List<LinkedTransfer> sale(long premium, long cover) {
        return List.of(
                new LinkedTransfer(transfer(payer, REVENUE, premium)),
                new LinkedTransfer(transfer(free, reserved, cover), refusal -> new Refusal(503, "full", "No room")));
    }

    private static TransferRequest transfer(AccountRef from, AccountRef to, long amount) {
        return new TransferRequest(UUID.randomUUID(), from, to, units(amount), "sale", null, List.of());
    }

    private void assertBalances(long payers, long frees, long reserveds) {
        assertThat(LEDGER.balance(payer).posted()).isEqualTo(payers);
        assertThat(LEDGER.balance(free).posted()).isEqualTo(frees);
        assertThat(LEDGER.balance(reserved).posted()).isEqualTo(reserveds);
    }
}
