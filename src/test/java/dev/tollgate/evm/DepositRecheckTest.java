package dev.tollgate.evm;

import static dev.tollgate.evm.Desk.MON;
import static dev.tollgate.evm.Desk.TRANSIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.ledger.AccountFrozen;
import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.TransferRequest;
import dev.tollgate.testing.HardhatNode;
import dev.tollgate.testing.TestDatabase;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Reorganisations of a real chain under deposits that were credited. */
class DepositRecheckTest {

    @RegisterExtension
    static final HardhatNode NODE = new HardhatNode();

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static int deposits;

    private Desk desk;
    private String user;
    private String other;

    @BeforeEach
    void open() {
        DATABASE.jdbc().sql("DELETE FROM deposit").update();
        DATABASE.jdbc().sql("UPDATE account SET frozen = false").update();
        desk = new Desk(DATABASE, Desk.settings(NODE.url(), 1));
        user = NODE.accounts().get(1);
        other = NODE.accounts().get(2);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void whatStandsIsLeftAlone() {
        deposit(user);
        NODE.mine(3);

        assertThat(desk.recheck.recheck()).isZero();
        assertThat(desk.balance(user).frozen()).isFalse();
    }

    @Test
    void aReplacedBlockFreezesItsAccountAndNoOther() {
        deposit(other);
        String snapshot = NODE.snapshot();
        String hash = deposit(user);
        NODE.revert(snapshot);
        NODE.mine(2);

        assertThat(desk.recheck.recheck()).isEqualTo(1);

        assertThat(desk.balance(user).frozen()).isTrue();
        assertThat(desk.balance(other).frozen()).isFalse();
        assertThat(desk.replaced).hasValue(1);
        assertThat(state(hash)).isEqualTo("REPLACED");
        assertThat(DATABASE.jdbc()
                        .sql("SELECT reason FROM audit WHERE operator = 'deposit-recheck' ORDER BY id DESC LIMIT 1")
                        .query(String.class)
                        .single())
                .contains(hash)
                .contains("was replaced by 0x");
    }

    @Test
    void itIsReportedOnce() {
        String snapshot = NODE.snapshot();
        deposit(user);
        NODE.revert(snapshot);
        NODE.mine(2);
        desk.recheck.recheck();

        assertThat(desk.recheck.recheck()).isZero();
        assertThat(desk.replaced).hasValue(1);
    }

    @Test
    void aFrozenAccountIsCreditedButDoesNotSpend() {
        String snapshot = NODE.snapshot();
        deposit(user);
        NODE.revert(snapshot);
        NODE.mine(2);
        desk.recheck.recheck();
        BigInteger before = desk.balance(user).available();

        deposit(user);

        assertThat(desk.balance(user).available()).isGreaterThan(before.add(MON));
        assertThatThrownBy(() -> desk.ledger.transfer(new TransferRequest(
                        UUID.randomUUID(),
                        Desk.account(user),
                        AccountRef.system("revenue", Asset.MON),
                        MON,
                        "test",
                        null,
                        List.of())))
                .isInstanceOf(AccountFrozen.class);
    }

    /** The same transaction in a later block: its sender can't tell, so it isn't credited again. */
    @Test
    void aTransactionThatComesBackIsNotCreditedAgain() {
        String snapshot = NODE.snapshot();
        BigInteger amount = nextAmount();
        Map<String, String> payment = Map.of(
                "from", user, "to", TRANSIT.text(), "value", HardhatNode.hex(amount), "gasPrice", "0x174876e800");
        String hash = NODE.send(payment);
        BigInteger credited = desk.confirm(user, amount, hash).newBalance();
        NODE.revert(snapshot);
        NODE.mine(1);
        assertThat(NODE.send(payment)).isEqualTo(hash);

        assertThat(desk.recheck.recheck()).isEqualTo(1);
        assertThat(desk.confirm(user, amount, hash).newBalance()).isEqualTo(credited);
        assertThat(desk.balance(user).frozen()).isTrue();
    }

    @Test
    void aShorterChainIsGivenTimeToCatchUp() {
        String snapshot = NODE.snapshot();
        String hash = deposit(user);
        NODE.revert(snapshot);
        try (Desk patient = new Desk(DATABASE, settings(NODE.url(), Duration.ofMinutes(2)))) {
            assertThat(patient.recheck.recheck()).isZero();
            assertThat(patient.recheck.recheck()).isZero();
            assertThat(patient.balance(user).frozen()).isFalse();

            DATABASE.jdbc()
                    .sql("UPDATE deposit SET missing_since = now() - interval '121 s' WHERE tx_hash = ?")
                    .param(hash)
                    .update();
            assertThat(patient.recheck.recheck()).isEqualTo(1);
            assertThat(patient.balance(user).frozen()).isTrue();
        }
    }

    /** A node that was behind, and shows the block again. */
    @Test
    void aBlockThatTurnsUpAgainIsForgiven() {
        String hash = deposit(user);
        DATABASE.jdbc()
                .sql("UPDATE deposit SET missing_since = now() - interval '1 h' WHERE tx_hash = ?")
                .param(hash)
                .update();

        assertThat(desk.recheck.recheck()).isZero();
        assertThat(DATABASE.jdbc()
                        .sql("SELECT missing_since IS NULL FROM deposit WHERE tx_hash = ?")
                        .param(hash)
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void onlyRecentDepositsAreChecked() {
        String snapshot = NODE.snapshot();
        String hash = deposit(user);
        NODE.revert(snapshot);
        NODE.mine(2);
        DATABASE.jdbc()
                .sql("UPDATE deposit SET credited_at = now() - interval '25 h' WHERE tx_hash = ?")
                .param(hash)
                .update();

        assertThat(desk.recheck.recheck()).isZero();
    }

    /** On another chain every block has another hash. */
    @Test
    void aNodeOnAnotherChainFreezesNobody() {
        String hash = deposit(user);
        DATABASE.jdbc()
                .sql("UPDATE deposit SET chain_id = 143 WHERE tx_hash = ?")
                .param(hash)
                .update();
        try (Desk misled = new Desk(DATABASE, Desk.settings(NODE.url(), 143, TRANSIT.text(), 1))) {
            ChainUnavailable refusal = catchThrowableOfType(ChainUnavailable.class, misled.recheck::recheck);
            assertThat(refusal.message()).contains("EVM_CHAIN_ID");
        }
        assertThat(desk.balance(user).frozen()).isFalse();
    }

    @Test
    void anUnreachableNodeFreezesNobody() {
        deposit(user);
        try (Desk cut = new Desk(DATABASE, Desk.settings("http://127.0.0.1:1", 1))) {
            assertThatThrownBy(cut.recheck::recheck).isInstanceOf(ChainUnavailable.class);
        }
        assertThat(desk.balance(user).frozen()).isFalse();
    }

    @Test
    void withoutAChainThereIsNothingToDo() {
        deposit(user);
        try (Desk without = new Desk(DATABASE, Desk.settings("", 1))) {
            assertThat(without.recheck.recheck()).isZero();
        }
    }

    private String deposit(String payer) {
        BigInteger amount = nextAmount();
        String hash = NODE.pay(payer, TRANSIT.text(), amount);
        desk.confirm(payer, amount, hash);
        return hash;
    }

    /** Each its own: after a reorganisation the same payment would have the same hash, and was credited. */
    private static BigInteger nextAmount() {
        return MON.add(BigInteger.valueOf(++deposits));
    }

    private static String state(String hash) {
        return DATABASE.jdbc()
                .sql("SELECT state FROM deposit WHERE tx_hash = ?")
                .param(hash)
                .query(String.class)
                .single();
    }

    private static EvmSettings settings(String url, Duration missingFor) {
        return new EvmSettings(
                url,
                1337,
                TRANSIT.text(),
                1,
                Duration.ofSeconds(3),
                Duration.ofSeconds(2),
                16,
                Duration.ofHours(24),
                missingFor);
    }
}
