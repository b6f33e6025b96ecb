package dev.tollgate.payout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.evm.ChainCall;
import dev.tollgate.evm.ChainUnavailable;
import dev.tollgate.evm.EvmAddress;
import dev.tollgate.evm.Fees;
import dev.tollgate.ledger.Asset;
import dev.tollgate.payout.PayoutStep.Step;
import dev.tollgate.testing.HardhatNode;
import dev.tollgate.testing.TestDatabase;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Payouts through a node that isn't to be relied upon: it may delay them, and never double them. */
class FickleNodeTest {

    @RegisterExtension
    static final HardhatNode NODE = new HardhatNode();

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final BigInteger AMOUNT = BigInteger.valueOf(987_654_321);
    private static final Fees HIGH = new Fees(BigInteger.TEN.pow(12), BigInteger.TEN.pow(10));

    private final EvmAddress recipient = Till.newAddress();
    private FickleNode fickle;
    private Till till;
    private EvmAddress treasury;

    @BeforeEach
    void open() throws IOException {
        DATABASE.jdbc()
                .sql("TRUNCATE payout, payout_attempt, payout_transaction, treasury")
                .update();
        fickle = new FickleNode(NODE.url());
        till = new Till(DATABASE, Till.settings("", Till.newKey(), Duration.ZERO, Duration.ZERO), fickle.url(), 1);
        treasury = Objects.requireNonNull(till.treasury.address());
        NODE.pay(NODE.accounts().get(0), treasury.text(), BigInteger.TEN.pow(18));
        till.intend("claim", recipient, Asset.MON, AMOUNT);
    }

    @AfterEach
    void close() {
        fickle.close();
    }

    @Test
    void aNodeThatLacksReceiptsIsNoReasonToPayAgain() {
        fickle.forgets.add("eth_getTransactionReceipt");
        fickle.forgets.add("eth_getTransactionByHash");
        till.work();
        NODE.mine(5);
        till.work();
        till.work();

        assertThat(till.state("claim")).isEqualTo(PayoutState.SENT);
        assertThat(signed()).isEqualTo(1);
        fickle.forgets.clear();
        till.work();
        assertThat(till.state("claim")).isEqualTo(PayoutState.PAID);
        assertPaidOnce();
    }

    @Test
    void aNonceThatTheNodeCantExplainIsLeftToPeople() {
        till.dieAt(Step.SIGNED);
        assertThatThrownBy(till::work).isInstanceOf(Till.Killed.class);
        till.atStep = (step, subject) -> {};
        NODE.rpc("eth_sendRawTransaction", till.sign(0, ChainCall.coins(Till.newAddress(), BigInteger.TEN), HIGH));
        fickle.forgets.add(",true]"); // whole blocks
        till.work();
        till.work();

        assertThat(till.told).hasSize(1);
        assertThat(till.told.get(0)).contains("Nonce 0 of the treasury is used, and the node can't say by what");
        assertThat(signed()).isEqualTo(1);
        fickle.forgets.clear();
        till.work();
        till.work();
        assertThat(till.state("claim")).isEqualTo(PayoutState.PAID);
        assertThat(coins(recipient)).isEqualTo(AMOUNT);
    }

    @Test
    void anAnswerThatIsLostLeavesItSent() {
        fickle.losesTheAnswerTo.add("eth_sendRawTransaction");
        assertThatThrownBy(till::work).isInstanceOf(ChainUnavailable.class);
        till.work();

        assertThat(till.state("claim")).isEqualTo(PayoutState.PAID);
        assertThat(signed()).isEqualTo(1);
        assertPaidOnce();
    }

    @Test
    void oneThatTheNodeChokesOnKeepsNoOtherFromBeingPaid() {
        EvmAddress other = Till.newAddress();
        till.intend("other", other, Asset.MON, AMOUNT);
        fickle.losesTheAnswerTo.add("\"to\":\"" + recipient + "\"");
        assertThatThrownBy(till::work).isInstanceOf(ChainUnavailable.class);
        assertThatThrownBy(till::work).isInstanceOf(ChainUnavailable.class);

        assertThat(till.state("other")).isEqualTo(PayoutState.PAID);
        assertThat(coins(other)).isEqualTo(AMOUNT);
        assertThat(till.payout("claim").problem()).isEqualTo("The EVM node answers with errors");
        fickle.losesTheAnswerTo.clear();
        till.work();
        till.work();
        assertThat(till.state("claim")).isEqualTo(PayoutState.PAID);
        assertThat(coins(recipient)).isEqualTo(AMOUNT);
    }

    private void assertPaidOnce() {
        assertThat(coins(recipient)).isEqualTo(AMOUNT);
        assertThat(NODE.rpc("eth_getTransactionCount", treasury.text(), "latest"))
                .isEqualTo("0x1");
    }

    private static long signed() {
        return DATABASE.jdbc()
                .sql("SELECT count(*) FROM payout_transaction")
                .query(Long.class)
                .single();
    }

    private static BigInteger coins(EvmAddress address) {
        return new BigInteger(
                String.valueOf(NODE.rpc("eth_getBalance", address.text(), "latest"))
                        .substring(2),
                16);
    }
}
