package dev.tollgate.ledger;

import static dev.tollgate.ledger.Bookings.deposit;
import static dev.tollgate.ledger.Bookings.hold;
import static dev.tollgate.ledger.Bookings.settle;
import static dev.tollgate.ledger.Bookings.units;
import static dev.tollgate.ledger.Bookings.wallet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.TestDatabase;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LedgerOperationsTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    static final Ledger LEDGER = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults());
    static final LedgerOperations OPERATIONS = new LedgerOperations(LEDGER, DATABASE.dataSource());
    static final Operation BECAUSE = new Operation("ada", "the customer asked", "request-1");

    private AccountRef wallet = wallet();

    @AfterAll
    static void closeLedger() {
        LEDGER.close();
    }

    @BeforeEach
    void aWalletWithMoney() {
        wallet = wallet();
        LEDGER.transfer(deposit(wallet, 100));
    }

    @Test
    void aFrozenAccountTakesCreditsButDoesNotSpend() {
        Hold before = LEDGER.hold(hold(wallet, 10));

        OPERATIONS.freeze(wallet, BECAUSE);

        assertThat(LEDGER.balance(wallet).frozen()).isTrue();
        assertThat(LEDGER.transfer(deposit(wallet, 10)).balanceAfter()).isEqualTo(100);
        assertThatThrownBy(() -> LEDGER.hold(hold(wallet, 1))).isInstanceOfSatisfying(AccountFrozen.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.message()).contains("frozen");
        });
        var payment = new TransferRequest(UUID.randomUUID(), wallet, wallet(), units(1), "payment", null, List.of());
        assertThatThrownBy(() -> LEDGER.transfer(payment)).isInstanceOf(AccountFrozen.class);
        assertThat(LEDGER.settle(settle(before.id(), 10)).charged()).isEqualTo(10);

        OPERATIONS.unfreeze(wallet, BECAUSE);

        assertThat(LEDGER.hold(hold(wallet, 1)).amount()).isEqualTo(1);
        assertThat(audited(wallet.owner() + " MON")).containsExactly("freeze", "unfreeze");
    }

    @Test
    void freezingNobodyIsRefusedAndNotAudited() {
        AccountRef nobody = wallet();
        assertThatThrownBy(() -> OPERATIONS.freeze(nobody, BECAUSE))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(404));
        assertThat(audited(nobody.owner() + " MON")).isEmpty();
    }

    @Test
    void anAdjustmentHasTwoSidesAReasonAndAnAuditRow() {
        OPERATIONS.freeze(wallet, BECAUSE);
        var id = UUID.randomUUID();

        Transfer taken = OPERATIONS.adjust(id, wallet, units(-40), BECAUSE);

        assertThat(taken.balanceAfter()).isEqualTo(60);
        assertThat(DATABASE.jdbc()
                        .sql(
                                "SELECT d.owner AS debit, c.owner AS credit, t.amount, t.debit_after, t.reason, t.request_id"
                                        + " FROM transfer t JOIN account d ON d.id = t.debit_account"
                                        + " JOIN account c ON c.id = t.credit_account WHERE t.id = ?")
                        .param(id)
                        .query()
                        .singleRow())
                .containsEntry("debit", wallet.owner())
                .containsEntry("credit", "system:adjustments")
                .containsEntry("amount", new BigDecimal("40"))
                .containsEntry("debit_after", new BigDecimal("60"))
                .containsEntry("reason", "the customer asked")
                .containsEntry("request_id", "request-1");

        assertThat(OPERATIONS.adjust(id, wallet, units(-40), BECAUSE).created()).isFalse();
        assertThatThrownBy(() -> OPERATIONS.adjust(UUID.randomUUID(), wallet, units(-61), BECAUSE))
                .isInstanceOf(InsufficientFunds.class);
        assertThat(OPERATIONS
                        .adjust(UUID.randomUUID(), wallet, units(5), BECAUSE)
                        .balanceAfter())
                .isEqualTo(65);
        assertThat(audited(wallet.owner() + " MON")).containsExactly("freeze", "adjust", "adjust");
    }

    @Test
    void aHoldIsVoidedByHandOnce() {
        Hold hold = LEDGER.hold(hold(wallet, 10));

        assertThat(OPERATIONS.voidHold(hold.id(), BECAUSE)).isTrue();
        assertThat(OPERATIONS.voidHold(hold.id(), BECAUSE)).isFalse();

        assertThat(LEDGER.balance(wallet).available()).isEqualTo(100);
        assertThat(audited(hold.id().toString())).containsExactly("void-hold");
    }

    private static List<String> audited(String subject) {
        List<Map<String, Object>> rows = DATABASE.jdbc()
                .sql("SELECT * FROM audit WHERE subject = ? ORDER BY id")
                .param(subject)
                .query()
                .listOfRows();
        assertThat(rows)
                .allSatisfy(row -> assertThat(row)
                        .containsEntry("operator", "ada")
                        .containsEntry("reason", "the customer asked")
                        .containsEntry("request_id", "request-1"));
        return rows.stream().map(row -> String.valueOf(row.get("action"))).toList();
    }
}
