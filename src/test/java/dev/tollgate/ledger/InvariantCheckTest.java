package dev.tollgate.ledger;

import static dev.tollgate.ledger.Bookings.deposit;
import static dev.tollgate.ledger.Bookings.hold;
import static dev.tollgate.ledger.Bookings.settle;
import static dev.tollgate.ledger.Bookings.wallet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.TestDatabase;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Breaks the books in every way that the database would not let the application do, and sees it found. */
class InvariantCheckTest {

    private static final AccountRef WALLET = wallet();

    private final TestDatabase database = TestDatabase.create();
    private final Ledger ledger = new Ledger(database.dataSource(), LedgerSettings.defaults());
    private final InvariantCheck check = new InvariantCheck(database.dataSource());

    @BeforeEach
    void someBusiness() {
        ledger.transfer(deposit(WALLET, 100, new ExternalRef("chain", "0x1")));
        ledger.settle(settle(ledger.hold(hold(WALLET, 30)).id(), 20));
        ledger.settle(settle(ledger.hold(hold(WALLET, 10)).id(), 150));
        ledger.transfer(deposit(WALLET, 200));
        ledger.voidHold(ledger.hold(hold(WALLET, 10)).id(), List.of());
        ledger.hold(hold(WALLET, 7));
    }

    @AfterEach
    void close() {
        ledger.close();
        database.close();
    }

    @Test
    void rightBooksHaveNoViolation() {
        InvariantReport all = check.checkAll();
        assertThat(all.violations()).isEmpty();
        assertThat(all.changesOnly()).isFalse();
        assertThat(all.transfersChecked()).isEqualTo(6);
        assertThat(check.checkChanged().violations()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "unknown_account   | INSERT INTO transfer (id, debit_account, credit_account, amount, purpose)"
                        + " VALUES (gen_random_uuid(), 998, 999, 1, 'x')",
                "unbalanced_asset  | INSERT INTO transfer (id, debit_account, credit_account, amount, purpose)"
                        + " SELECT gen_random_uuid(), a.id, b.id, 1, 'x' FROM account a, account b"
                        + " WHERE a.owner = 'system:other' AND b.owner = 'system:revenue'",
                "broken_chain      | UPDATE transfer SET debit_after = debit_after + 1 WHERE debit_after > 0",
                "broken_chain      | UPDATE transfer SET amount = amount + 1 WHERE purpose = 'deposit'",
                "posted_differs    | UPDATE account SET posted = posted + 1 WHERE owner LIKE 'wallet:%'",
                "posted_differs    | UPDATE account SET shortfall = shortfall + 1 WHERE owner LIKE 'wallet:%'",
                "entries_differ    | UPDATE account SET posted = posted + 1 WHERE owner LIKE 'wallet:%'",
                "entries_differ    | UPDATE account SET shortfall = shortfall + 1 WHERE owner LIKE 'wallet:%'",
                "held_differs      | UPDATE account SET held = held + 1 WHERE owner LIKE 'wallet:%'",
                "held_differs      | UPDATE hold SET amount = amount + 1 WHERE state = 'PENDING'",
                "below_floor       | UPDATE account SET held = posted + 1 WHERE owner LIKE 'wallet:%'",
                "below_floor       | UPDATE account SET shortfall = 1 WHERE owner LIKE 'wallet:%'",
                "below_floor       | UPDATE account SET held = 'NaN' WHERE owner LIKE 'wallet:%'",
                "overcharged_hold  | UPDATE hold SET settled = settled - 1 WHERE settled > 0",
                "overcharged_hold  | UPDATE hold SET state = 'VOIDED' WHERE state = 'POSTED'",
                "undercharged_hold | UPDATE hold SET settled = settled + 1 WHERE state = 'POSTED'",
                "overdue_hold      | UPDATE hold SET expires_at = now() - interval '2 minutes' WHERE state = 'PENDING'",
                "unbooked_event    | UPDATE external_ref SET transfer_id = gen_random_uuid()",
                "unbooked_event    | INSERT INTO external_ref SELECT source, 'again', transfer_id FROM external_ref",
                "mutable_table     | ALTER TABLE transfer DISABLE TRIGGER transfer_immutable",
            })
    void whatIsWrongIsFound(String kind, String sabotage) {
        ledger.transfer(new TransferRequest(
                UUID.randomUUID(),
                AccountRef.system("other", Asset.of("CNY")),
                AccountRef.system("revenue", Asset.of("CNY")),
                Bookings.units(1),
                "x",
                null,
                List.of()));
        withoutProtection(sabotage);

        assertThat(check.checkAll().violations()).extracting(Violation::kind).contains(kind);
    }

    @Test
    void aViolationIsRememberedUntilItIsPutRight() {
        check.checkAll();
        withoutProtection("UPDATE account SET held = held + 1 WHERE owner LIKE 'wallet:%'");

        check.checkChanged();
        check.checkChanged();
        assertThat(remembered()).containsExactly("held_differs");

        withoutProtection("UPDATE account SET held = held - 1 WHERE owner LIKE 'wallet:%'");
        check.checkAll();
        assertThat(remembered()).isEmpty();
    }

    @Test
    void onlyWhatChangedIsCheckedEveryMinute() {
        check.checkAll();
        AccountRef other = wallet();
        ledger.transfer(deposit(other, 10));
        ledger.settle(settle(ledger.hold(hold(other, 10)).id(), 4));

        InvariantReport changes = check.checkChanged();

        assertThat(changes.changesOnly()).isTrue();
        assertThat(changes.transfersChecked()).isEqualTo(2);
        assertThat(changes.violations()).isEmpty();
        assertThat(check.checkChanged().transfersChecked()).isZero();
        ledger.transfer(deposit(other, 1));
        withoutProtection("UPDATE account SET posted = posted + 1 WHERE posted = 7");
        assertThat(check.checkChanged().violations())
                .extracting(Violation::kind)
                .containsExactly("posted_differs");
    }

    @Test
    void aCorruptedHistoryIsFoundWhereTheNextEntryBuildsOnIt() {
        check.checkAll();
        withoutProtection("UPDATE transfer SET credit_after = credit_after + 5"
                + " WHERE seq = (SELECT max(seq) FROM transfer WHERE purpose = 'deposit')");
        withoutProtection(
                "UPDATE transfer SET debit_after = debit_after + 5" + " WHERE seq = (SELECT max(seq) FROM transfer)");
        ledger.transfer(deposit(WALLET, 1));

        assertThat(check.checkChanged().violations())
                .extracting(Violation::kind)
                .contains("broken_chain");
    }

    @Test
    void whatCommitsLateIsCheckedTooAndUntilThenNothingIsPassed() throws Exception {
        var impatient = new InvariantCheck(
                database.dataSource(), 1_000, new FinishedHistory(database.dataSource(), Duration.ofMillis(100)));
        impatient.checkAll();
        try (Connection late = database.dataSource().getConnection()) {
            late.setAutoCommit(false);
            late.createStatement()
                    .execute("INSERT INTO transfer (id, debit_account, credit_account, amount, purpose)"
                            + " VALUES (gen_random_uuid(), 998, 999, 1, 'x')");
            ledger.transfer(deposit(WALLET, 1));

            assertThat(impatient.checkChanged().transfersChecked()).isEqualTo(1);
            assertThat(impatient.checkChanged().transfersChecked()).isEqualTo(1);
            late.commit();
        }
        InvariantReport report = impatient.checkChanged();
        assertThat(report.transfersChecked()).isEqualTo(2);
        assertThat(report.violations()).extracting(Violation::kind).contains("unknown_account");
        assertThat(impatient.checkChanged().transfersChecked()).isZero();
    }

    @Test
    void stepsFindWhatOneRunFinds() {
        var steps = new InvariantCheck(database.dataSource(), 2, new FinishedHistory(database.dataSource()));
        withoutProtection("UPDATE transfer SET debit_after = debit_after + 5, credit_after = credit_after + 5");
        List<Violation> atOnce = check.checkAll().violations();
        database.jdbc().sql("UPDATE ledger_check SET checked_seq = 0").update();

        InvariantReport report = steps.checkChanged();

        assertThat(report.transfersChecked()).isEqualTo(6);
        assertThat(atOnce).extracting(Violation::kind).contains("broken_chain", "posted_differs");
        assertThat(report.violations()).containsExactlyInAnyOrderElementsOf(atOnce);
    }

    private List<String> remembered() {
        return database.jdbc()
                .sql("SELECT kind FROM ledger_violation")
                .query(String.class)
                .list();
    }

    /** As a superuser with other software might. */
    private void withoutProtection(String sql) {
        database.jdbc()
                .sql("ALTER DOMAIN units DROP CONSTRAINT IF EXISTS units_range")
                .update();
        database.jdbc()
                .sql("ALTER TABLE account DROP CONSTRAINT IF EXISTS account_floor")
                .update();
        database.jdbc()
                .sql("ALTER TABLE account DROP CONSTRAINT IF EXISTS account_shortfall_first")
                .update();
        for (String table : List.of("transfer", "external_ref", "hold")) {
            database.jdbc()
                    .sql("ALTER TABLE " + table + " DISABLE TRIGGER USER")
                    .update();
        }
        try {
            database.jdbc().sql(sql).update();
        } finally {
            if (!sql.contains("TRIGGER")) {
                for (String table : List.of("transfer", "external_ref", "hold")) {
                    database.jdbc()
                            .sql("ALTER TABLE " + table + " ENABLE TRIGGER USER")
                            .update();
                }
            }
        }
    }
}
