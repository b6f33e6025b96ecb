package dev.tollgate.ledger;

import static dev.tollgate.ledger.Bookings.deposit;
import static dev.tollgate.ledger.Bookings.hold;
import static dev.tollgate.ledger.Bookings.settle;
import static dev.tollgate.ledger.Bookings.units;
import static dev.tollgate.ledger.Bookings.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.testing.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The writer decides from memory: whatever others do to the rows meanwhile, it decides right. */
class BooksMemoryTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final Ledger LEDGER = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults());
    private static final Ledger OTHER = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults());
    private static final Operation OPERATION = new Operation("ann", "a test", null);

    private final LedgerOperations operations = new LedgerOperations(OTHER, DATABASE.dataSource());
    private AccountRef wallet = wallet();

    @BeforeEach
    void aWalletThatTheWriterKnows() {
        wallet = wallet();
        LEDGER.transfer(deposit(wallet, 100));
        LEDGER.settle(settle(LEDGER.hold(hold(wallet, 10)).id(), 10));
    }

    @AfterAll
    static void booksAreRight() {
        LEDGER.close();
        OTHER.close();
        assertThat(new InvariantCheck(DATABASE.dataSource()).checkAll().violations())
                .isEmpty();
    }

    @Test
    void whatAnotherReplicaCreditedCanBeSpent() {
        OTHER.transfer(deposit(wallet, 1000));

        LEDGER.hold(hold(wallet, 1090));

        assertThat(LEDGER.balance(wallet).available()).isZero();
    }

    @Test
    void whatAnotherReplicaHoldsCanNotBeHeldAgain() {
        OTHER.hold(hold(wallet, 90));

        assertThatThrownBy(() -> LEDGER.hold(hold(wallet, 1))).isInstanceOf(InsufficientFunds.class);
    }

    @Test
    void aFrozenWalletHoldsNothing() {
        operations.freeze(wallet, OPERATION);

        assertThatThrownBy(() -> LEDGER.hold(hold(wallet, 1))).isInstanceOf(AccountFrozen.class);
    }

    @Test
    void aHoldThatAnotherReplicaResolvedIsNotSettled() {
        UUID id = LEDGER.hold(hold(wallet, 10)).id();
        OTHER.voidHold(id, List.of());

        assertThatThrownBy(() -> LEDGER.settle(settle(id, 10))).isInstanceOf(HoldResolved.class);
        assertThat(LEDGER.balance(wallet)).isEqualTo(new Balance(units(90), units(0), units(0), false));
    }

    @Test
    void aHoldOfAnotherReplicaIsSettled() {
        UUID id = OTHER.hold(hold(wallet, 10)).id();

        assertThat(LEDGER.settle(settle(id, 4)).charged()).isEqualTo(4);
        assertThat(LEDGER.balance(wallet).available()).isEqualTo(86);
    }

    @Test
    void twoReplicasThatTakeTurnsAreBothRight() {
        for (int i = 0; i < 40; i++) {
            Ledger ledger = i % 2 == 0 ? LEDGER : OTHER;
            ledger.settle(settle(ledger.hold(hold(wallet, 2)).id(), 1));
        }

        assertThat(LEDGER.balance(wallet)).isEqualTo(new Balance(units(50), units(0), units(0), false));
    }

    @Test
    void ridersMayGoAlone() {
        DATABASE.jdbc()
                .sql("CREATE TABLE IF NOT EXISTS note (id int PRIMARY KEY, word text)")
                .update();

        LEDGER.record(List.of(
                new Rider("INSERT INTO note VALUES (?, ?)", List.of(1, "one"), false),
                new Rider(
                        "INSERT INTO note VALUES (?, ?)",
                        List.of(2, "{\"two\", \\}"),
                        false,
                        "INSERT INTO note SELECT * FROM unnest(?::int[], ?::text[])")));

        assertThat(DATABASE.jdbc()
                        .sql("SELECT word FROM note ORDER BY id")
                        .query(String.class)
                        .list())
                .containsExactly("one", "{\"two\", \\}");
    }
}
