package dev.tollgate.ledger;

import static dev.tollgate.ledger.Bookings.deposit;
import static dev.tollgate.ledger.Bookings.hold;
import static dev.tollgate.ledger.Bookings.settle;
import static dev.tollgate.ledger.Bookings.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.testing.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class JoinedTransactionTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    static final TransactionTemplate TRANSACTION =
            new TransactionTemplate(new JdbcTransactionManager(DATABASE.dataSource()));
    static final Rider NOTHING = new Rider("UPDATE note SET word = ? WHERE false", List.of("x"), true);

    private final Ledger ledger = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults());
    private final AccountRef wallet = wallet();

    @BeforeAll
    static void aTableOfTheCaller() {
        DATABASE.jdbc().sql("CREATE TABLE note (word text)").update();
    }

    @AfterEach
    void closeLedger() {
        ledger.close();
    }

    @Test
    void whatTheCallerCommitsIsBooked() {
        UUID id = TRANSACTION.execute(status -> {
            note("committed");
            ledger.transfer(deposit(wallet, 100));
            UUID hold = ledger.hold(hold(wallet, 60)).id();
            assertThat(ledger.balance(wallet).available()).isEqualTo(40);
            assertThat(ledger.renewal().size()).isZero();
            return hold;
        });

        assertThat(ledger.balance(wallet).available()).isEqualTo(40);
        assertThat(ledger.renewal().size()).isEqualTo(1);
        TRANSACTION.executeWithoutResult(status -> ledger.settle(settle(java.util.Objects.requireNonNull(id), 10)));
        assertThat(ledger.balance(wallet).available()).isEqualTo(90);
        assertThat(ledger.renewal().size()).isZero();
        assertThat(noted("committed")).isTrue();
    }

    @Test
    void whatTheCallerRollsBackIsNot() {
        TRANSACTION.executeWithoutResult(status -> {
            ledger.transfer(deposit(wallet, 100));
            ledger.hold(hold(wallet, 60));
            status.setRollbackOnly();
        });

        assertThat(ledger.balance(wallet)).isEqualTo(Balance.NONE);
        assertThat(ledger.renewal().size()).isZero();
        // The account's id was never committed, so nobody may remember it.
        assertThat(ledger.transfer(deposit(wallet, 5)).balanceAfter()).isEqualTo(5);
    }

    @Test
    void aRefusalLeavesTheCallersTransactionUsable() {
        TRANSACTION.executeWithoutResult(status -> {
            assertThatThrownBy(() -> ledger.hold(hold(wallet, 1))).isInstanceOf(InsufficientFunds.class);
            ledger.transfer(deposit(wallet, 10));
            var withRider = hold(UUID.randomUUID(), wallet, 4, OnLost.VOID, NOTHING);
            assertThatThrownBy(() -> ledger.hold(withRider)).isInstanceOf(RiderRefused.class);
            note("after refusals");
        });

        assertThat(ledger.balance(wallet).available()).isEqualTo(10);
        assertThat(noted("after refusals")).isTrue();
    }

    @Test
    void ridersCommitWithTheCaller() {
        var rider = new Rider("INSERT INTO note VALUES (?)", List.of("rode"), true);
        ledger.transfer(deposit(wallet, 10));
        TRANSACTION.executeWithoutResult(status -> {
            ledger.hold(hold(UUID.randomUUID(), wallet, 1, OnLost.VOID, rider));
            status.setRollbackOnly();
        });
        assertThat(noted("rode")).isFalse();

        TRANSACTION.executeWithoutResult(status -> ledger.hold(hold(UUID.randomUUID(), wallet, 1, OnLost.VOID, rider)));
        assertThat(noted("rode")).isTrue();
    }

    @Test
    void aTransactionElsewhereIsAMistake() {
        try (var elsewhere = TestDatabase.create()) {
            var transaction = new TransactionTemplate(new JdbcTransactionManager(elsewhere.dataSource()));
            assertThatThrownBy(() -> transaction.executeWithoutResult(status -> ledger.transfer(deposit(wallet, 1))))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(ledger.balance(wallet)).isEqualTo(Balance.NONE);
    }

    private static void note(String word) {
        DATABASE.jdbc().sql("INSERT INTO note VALUES (?)").param(word).update();
    }

    private static boolean noted(String word) {
        return DATABASE.jdbc()
                .sql("SELECT count(*) > 0 FROM note WHERE word = ?")
                .param(word)
                .query(Boolean.class)
                .single();
    }
}
