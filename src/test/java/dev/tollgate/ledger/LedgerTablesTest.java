package dev.tollgate.ledger;

import static dev.tollgate.ledger.Bookings.deposit;
import static dev.tollgate.ledger.Bookings.hold;
import static dev.tollgate.ledger.Bookings.settle;
import static dev.tollgate.ledger.Bookings.units;
import static dev.tollgate.ledger.Bookings.wallet;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.testing.TestDatabase;
import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database refuses, whoever asks. */
class LedgerTablesTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final AccountRef WALLET = wallet();

    @BeforeAll
    static void oneOfEverything() {
        try (var ledger = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults())) {
            ledger.transfer(deposit(WALLET, 100, new ExternalRef("chain", "0x1")));
            ledger.settle(settle(ledger.hold(hold(WALLET, 30)).id(), 20));
            ledger.hold(hold(WALLET, 10));
            new LedgerOperations(ledger, DATABASE.dataSource()).freeze(WALLET, new Operation("ada", "test", null));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE transfer SET amount = 1",
                "UPDATE transfer SET reason = 'better' WHERE false",
                "DELETE FROM transfer",
                "TRUNCATE transfer",
                "UPDATE external_ref SET transfer_id = gen_random_uuid()",
                "DELETE FROM external_ref",
                "TRUNCATE external_ref",
                "UPDATE audit SET operator = 'eve'",
                "DELETE FROM audit",
                "TRUNCATE audit",
                "DELETE FROM account",
                "TRUNCATE account",
                "DELETE FROM hold",
                "TRUNCATE hold",
                "UPDATE hold SET state = 'PENDING', settled = NULL, resolved_at = NULL, resolution = NULL"
                        + " WHERE state = 'POSTED'",
                "UPDATE hold SET settled = 0 WHERE state = 'POSTED'",
            })
    void bookedRowsStay(String sql) {
        assertThatThrownBy(() -> DATABASE.jdbc().sql(sql).update()).rootCause().hasMessageContainingAll("ERROR");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "units_range             | UPDATE account SET posted = 'NaN' WHERE kind = 'wallet'",
                "units_range             | UPDATE account SET posted = -1, held = -1 WHERE kind = 'wallet'",
                "units_range             | UPDATE account SET held = -1 WHERE kind = 'wallet'",
                "units_range             | UPDATE account SET shortfall = 'NaN', held = posted WHERE kind = 'wallet'",
                "account_floor           | UPDATE account SET held = posted + 1 WHERE kind = 'wallet'",
                "account_shortfall_first | UPDATE account SET shortfall = 1 WHERE kind = 'wallet'",
                "account_entries_only    | UPDATE account SET posted = 1 WHERE kind = 'system'",
                "overflow                | UPDATE account SET posted = 1e78 WHERE kind = 'wallet'",
                "infinit                 | UPDATE account SET posted = 'Infinity' WHERE kind = 'wallet'",
                "account_owner_asset_key | INSERT INTO account (owner, asset, kind) SELECT owner, asset, kind FROM account",
                "units_range             | UPDATE hold SET amount = 'NaN' WHERE state = 'PENDING'",
                "units_range             | UPDATE hold SET amount = -1 WHERE state = 'PENDING'",
                "hold_resolved_whole     | UPDATE hold SET state = 'VOIDED' WHERE state = 'PENDING'",
                "hold_resolved_whole     | UPDATE hold SET settled = 1 WHERE state = 'PENDING'",
                "hold_state_known        | UPDATE hold SET state = 'LOST', settled = 0, resolved_at = now(),"
                        + " resolution = gen_random_uuid() WHERE state = 'PENDING'",
                "external_ref_pkey       | INSERT INTO external_ref SELECT * FROM external_ref",
                "transfer_pkey           | INSERT INTO transfer (id, debit_account, credit_account, amount, purpose)"
                        + " SELECT id, 1, 2, 1, 'x' FROM transfer",
                "audit_reason_check      | INSERT INTO audit (operator, action, subject, reason) VALUES ('a', 'b', 'c', '')",
            })
    void impossibleRowsAreRefused(String because, String sql) {
        assertThatThrownBy(() -> DATABASE.jdbc().sql(sql).update()).rootCause().hasMessageContaining(because);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0.4", "-1", "'NaN'"})
    void impossibleTransfersAreRefused(String amount) {
        String sql = "INSERT INTO transfer (id, debit_account, credit_account, amount, purpose)"
                + " VALUES (gen_random_uuid(), 1, 2, " + amount + ", 'x')";
        assertThatThrownBy(() -> DATABASE.jdbc().sql(sql).update())
                .rootCause()
                .hasMessageContaining("positive_units_range");
    }

    @Test
    void aTransferToItselfIsRefused() {
        assertThatThrownBy(() -> DATABASE.jdbc()
                        .sql("INSERT INTO transfer (id, debit_account, credit_account, amount, purpose)"
                                + " VALUES (gen_random_uuid(), 1, 1, 1, 'x')")
                        .update())
                .rootCause()
                .hasMessageContaining("transfer_two_accounts");
    }

    @Test
    void impossibleRequestsAreRefusedBeforeTheDatabase() {
        var other = wallet();
        assertThatThrownBy(() -> hold(WALLET, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> settle(UUID.randomUUID(), -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> deposit(WALLET, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> transfer(WALLET, WALLET, units(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> transfer(WALLET, other, Amounts.MAX.add(BigInteger.ONE)))
                .isInstanceOf(IllegalArgumentException.class);
        var dollars = new AccountRef(other.owner(), Asset.of("USDC"));
        assertThatThrownBy(() -> transfer(WALLET, dollars, units(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> transfer(WALLET.shortfall(), other, units(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hold(Bookings.REVENUE, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static TransferRequest transfer(AccountRef from, AccountRef to, BigInteger amount) {
        return new TransferRequest(UUID.randomUUID(), from, to, amount, "x", null, List.of());
    }
}
