package dev.tollgate.payout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.evm.ChainCall;
import dev.tollgate.evm.ChainUnavailable;
import dev.tollgate.evm.EvmAddress;
import dev.tollgate.evm.Fees;
import dev.tollgate.ledger.Asset;
import dev.tollgate.payout.PayoutStep.Step;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.HardhatNode;
import dev.tollgate.testing.TestDatabase;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Payouts on a real chain. */
class PayoutsTest {

    @RegisterExtension
    static final HardhatNode NODE = new HardhatNode();

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final BigInteger MON = BigInteger.TEN.pow(18);
    private static final BigInteger AMOUNT = BigInteger.valueOf(123_456_789);
    private static final Fees HIGH = new Fees(BigInteger.TEN.pow(12), BigInteger.TEN.pow(10));

    private final String key = Till.newKey();
    private final EvmAddress recipient = Till.newAddress();
    private Till till;
    private EvmAddress treasury;

    @BeforeEach
    void open() {
        DATABASE.jdbc()
                .sql("TRUNCATE payout, payout_attempt, payout_transaction, treasury")
                .update();
        till = till(1, Duration.ZERO, Till.NEVER);
        treasury = Objects.requireNonNull(till.treasury.address());
        NODE.pay(NODE.accounts().get(0), treasury.text(), MON);
    }

    @AfterEach
    void mineByItselfAgain() {
        NODE.rpc("evm_setAutomine", true);
        NODE.mine(1);
    }

    @Test
    void paysCoins() {
        till.intend("claim", recipient, Asset.MON, AMOUNT);
        assertThat(till.state("claim")).isEqualTo(PayoutState.INTENDED);

        till.work();
        assertThat(till.state("claim")).isEqualTo(PayoutState.SENT);
        String hash = till.hash("claim");
        till.work();

        assertThat(till.state("claim")).isEqualTo(PayoutState.PAID);
        assertThat(till.told).containsExactly("claim sent " + hash, "claim paid " + hash);
        assertPaidOnce();
        till.work();
        assertThat(till.told).hasSize(2);
        assertPaidOnce();
    }

    @Test
    void paysATokenWithRoomForGas() {
        Token token = Token.deploy(NODE, 6, treasury, AMOUNT);
        Asset asset = Asset.token(token.address().text(), 6);
        till.intend("claim", recipient, asset, AMOUNT);

        till.work();
        till.work();

        assertThat(till.state("claim")).isEqualTo(PayoutState.PAID);
        assertThat(token.balance(recipient)).isEqualTo(AMOUNT);
        assertThat(token.balance(treasury)).isZero();
        Map<?, ?> receipt = (Map<?, ?>) NODE.rpc("eth_getTransactionReceipt", till.hash("claim"));
        BigInteger used = number(String.valueOf(receipt.get("gasUsed")));
        BigInteger limit = DATABASE.jdbc()
                .sql("SELECT gas_limit FROM payout_transaction")
                .query(BigInteger.class)
                .single();
        assertThat(limit)
                .isGreaterThanOrEqualTo(used.multiply(BigInteger.valueOf(118)).divide(BigInteger.valueOf(100)));
    }

    @Test
    void isIntendedOnceASubject() {
        till.intend("claim", recipient, Asset.MON, AMOUNT);
        till.intend("claim", recipient, Asset.MON, AMOUNT);

        assertThatThrownBy(() -> till.intend("claim", recipient, Asset.MON, AMOUNT.add(BigInteger.ONE)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> till.intend("claim", Till.newAddress(), Asset.MON, AMOUNT))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> till.payouts.intend("other", recipient, Asset.MON, AMOUNT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("transaction");
        assertThatThrownBy(() -> till.intend("other", recipient, Asset.of("CNY"), AMOUNT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> till.intend("other", recipient, Asset.MON, BigInteger.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(till.payouts.exists("claim")).isTrue();
        assertThat(till.payouts.exists("other")).isFalse();
    }

    @Test
    void isPaidOnlyAfterTheConfirmations() {
        Till cautious = till(3, Duration.ZERO, Till.NEVER);
        cautious.intend("claim", recipient, Asset.MON, AMOUNT);

        cautious.work();
        cautious.work();
        NODE.mine(1);
        cautious.work();
        assertThat(cautious.state("claim")).isEqualTo(PayoutState.SENT);
        NODE.mine(1);
        cautious.work();

        assertThat(cautious.state("claim")).isEqualTo(PayoutState.PAID);
        assertPaidOnce();
    }

    /** Hardhat answers an error to a transaction that reverts, and mines it. */
    @Test
    void aRevertPaysNothingAndIsRetriedOnlyWhenAsked() {
        Token token = Token.deploy(NODE, 6, treasury, AMOUNT);
        till.intend("claim", recipient, Asset.token(token.address().text(), 6), AMOUNT);
        till.atStep = (step, subject) -> {
            if (step == Step.SIGNED) {
                token.setMode(Token.REVERTS);
            }
        };
        till.work();
        String reverted = till.hash("claim");
        till.work();
        till.work();

        assertThat(till.state("claim")).isEqualTo(PayoutState.REVERTED);
        assertThat(till.told).last().asString().startsWith("claim waits: The transaction was reverted");
        assertThat(token.balance(recipient)).isZero();
        assertThat(nonceOnChain()).isEqualTo(1);

        till.atStep = (step, subject) -> {};
        token.setMode(Token.PAYS);
        till.payouts.retry("claim");
        till.work();
        till.work();

        assertThat(till.state("claim")).isEqualTo(PayoutState.PAID);
        assertThat(till.hash("claim")).isNotEqualTo(reverted);
        assertThat(token.balance(recipient)).isEqualTo(AMOUNT);
        assertThat(nonceOnChain()).isEqualTo(2);
    }

    @Test
    void onlyARevertedPayoutIsRetried() {
        till.intend("claim", recipient, Asset.MON, AMOUNT);
        assertThat(refusal(() -> till.payouts.retry("claim")).status()).isEqualTo(409);
        till.work();
        assertThat(refusal(() -> till.payouts.retry("claim")).status()).isEqualTo(409);
        till.work();
        assertThat(refusal(() -> till.payouts.retry("claim")).status()).isEqualTo(409);
        assertThat(refusal(() -> till.payouts.retry("unknown")).status()).isEqualTo(404);
        assertPaidOnce();
    }

    @Test
    void whatTheChainWouldRefuseWaits() {
        Token token = Token.deploy(NODE, 6, treasury, AMOUNT);
        token.setMode(Token.REVERTS);
        till.intend("claim", recipient, Asset.token(token.address().text(), 6), AMOUNT);

        till.work();
        till.work();

        assertThat(till.state("claim")).isEqualTo(PayoutState.INTENDED);
        assertThat(till.told).hasSize(1);
        assertThat(till.told.get(0))
                .startsWith("claim waits: The chain would refuse it")
                .contains("transfers are paused");
        assertThat(nonceOnChain()).isZero();

        token.setMode(Token.ANSWERS_FALSE);
        till.work();
        assertThat(till.told.get(1)).contains("answers that it doesn't pay");

        token.setMode(Token.PAYS);
        till.work();
        till.work();
        assertThat(till.state("claim")).isEqualTo(PayoutState.PAID);
        assertThat(till.payout("claim").problem()).isNull();
        assertThat(token.balance(recipient)).isEqualTo(AMOUNT);
    }

    @Test
    void aTokenThatLiesLeavesItDoubtful() {
        Token token = Token.deploy(NODE, 6, treasury, AMOUNT);
        token.setMode(Token.LIES);
        till.intend("claim", recipient, Asset.token(token.address().text(), 6), AMOUNT);
        till.work();
        till.work();

        assertThat(till.state("claim")).isEqualTo(PayoutState.DOUBTFUL);
        assertThat(till.told).last().asString().contains("doesn't show that the recipient got");
        assertThat(refusal(() -> till.payouts.retry("claim")).status()).isEqualTo(409);
    }

    @Test
    void aTokenThatKeepsAFeeLeavesItDoubtful() {
        Token token = Token.deploy(NODE, 6, treasury, AMOUNT);
        token.setMode(Token.KEEPS_A_UNIT);
        till.intend("claim", recipient, Asset.token(token.address().text(), 6), AMOUNT);
        till.work();
        till.work();

        assertThat(till.state("claim")).isEqualTo(PayoutState.DOUBTFUL);
    }

    @Test
    void withoutEnoughMoneyItWaits() {
        Token token = Token.deploy(NODE, 6, treasury, AMOUNT);
        BigInteger most = MON.subtract(BigInteger.valueOf(1_000));
        till.intend("coins", recipient, Asset.MON, most);
        till.intend("tokens", recipient, Asset.token(token.address().text(), 6), AMOUNT.add(BigInteger.ONE));

        till.work();
        till.work();

        assertThat(till.told).hasSize(2);
        assertThat(till.told.get(0)).startsWith("coins waits: The treasury " + treasury + " has too little for 0.99");
        assertThat(till.told.get(1)).startsWith("tokens waits: The treasury").contains("123.45679 ERC20:");
        assertThat(nonceOnChain()).isZero();

        NODE.pay(NODE.accounts().get(0), treasury.text(), MON);
        till.work();
        till.work();
        assertThat(till.state("coins")).isEqualTo(PayoutState.PAID);
        assertThat(coins(recipient)).isEqualTo(most);
    }

    @Test
    void whatIsUnderWayIsNotPromisedTwice() {
        NODE.rpc("evm_setAutomine", false);
        BigInteger mostOfIt = MON.multiply(BigInteger.valueOf(6)).divide(BigInteger.TEN);
        till.intend("first", recipient, Asset.MON, mostOfIt);
        till.intend("second", recipient, Asset.MON, mostOfIt);

        till.work();

        assertThat(till.state("first")).isEqualTo(PayoutState.SENT);
        assertThat(till.state("second")).isEqualTo(PayoutState.INTENDED);
        assertThat(till.payout("second").problem()).contains("too little");
    }

    @Test
    void withoutAKeyOrANodeItWaitsAndSaysSo() {
        Till keyless = new Till(DATABASE, Till.settings("", "", Duration.ZERO, Till.NEVER), NODE.url(), 1);
        keyless.intend("claim", recipient, Asset.MON, AMOUNT);
        keyless.work();
        keyless.work();
        assertThat(keyless.told)
                .containsExactly("claim waits: TREASURY_PRIVATE_KEY is not configured: payouts wait until it is");
        assertThat(keyless.treasury.problem()).startsWith("TREASURY_PRIVATE_KEY is not configured");

        Till nodeless = new Till(DATABASE, Till.settings("", key, Duration.ZERO, Till.NEVER), "", 1);
        nodeless.work();
        assertThat(nodeless.told)
                .containsExactly("claim waits: EVM_RPC_URL is not configured: payouts wait until it is");

        Till cutOff = new Till(DATABASE, Till.settings("", key, Duration.ZERO, Till.NEVER), "http://127.0.0.1:1", 1);
        assertThatThrownBy(cutOff::work).isInstanceOf(ChainUnavailable.class);
        assertThat(cutOff.told).containsExactly("claim waits: The EVM node can not be reached");

        till.work();
        till.work();
        assertThat(till.treasury.problem()).isNull();
        assertThat(till.payout("claim").problem()).isNull();
        assertPaidOnce();
    }

    @Test
    void feesAboveTheLimitWait() {
        var settings = new PayoutSettings("", key, Duration.ZERO, Till.NEVER, Duration.ZERO, 20, BigInteger.ONE, 100);
        Till thrifty = new Till(DATABASE, settings, NODE.url(), 1);
        thrifty.intend("claim", recipient, Asset.MON, AMOUNT);
        thrifty.work();
        assertThat(thrifty.payout("claim").problem()).contains("max-fee-per-gas");
        assertThat(nonceOnChain()).isZero();
    }

    @Test
    void whatTheNodeDroppedIsSentAgainAsItIs() {
        NODE.rpc("evm_setAutomine", false);
        till.intend("claim", recipient, Asset.MON, AMOUNT);
        till.work();
        String hash = till.hash("claim");
        NODE.rpc("hardhat_dropTransaction", hash);
        assertThat(pending()).isEmpty();

        till.work();
        assertThat(pending()).containsExactly(hash);
        NODE.mine(1);
        till.work();

        assertThat(till.told).containsExactly("claim sent " + hash, "claim paid " + hash);
        assertThat(signed()).isEqualTo(1);
        assertPaidOnce();
    }

    @Test
    void aStuckOneIsReplacedAtTheSameNonceWithHigherFees() {
        NODE.rpc("evm_setAutomine", false);
        till = till(1, Till.NEVER, Duration.ZERO);
        till.intend("claim", recipient, Asset.MON, AMOUNT);
        till.work();
        String stuck = till.hash("claim");
        NODE.rpc("hardhat_setNextBlockBaseFeePerGas", HardhatNode.hex(BigInteger.valueOf(300_000_000_000L)));
        NODE.mine(1);
        assertThat(nonceOnChain()).isZero();

        till.work();
        String replacement = till.hash("claim");
        assertThat(replacement).isNotEqualTo(stuck);
        assertThat(pending()).containsExactly(replacement);
        assertRaised("max_fee");
        assertRaised("priority_fee");
        NODE.mine(1);
        till.work();

        assertThat(till.told)
                .containsExactly("claim sent " + stuck, "claim sent " + replacement, "claim paid " + replacement);
        assertPaidOnce();
    }

    @Test
    void theReplacedOneMayBeTheOneThatPays() {
        NODE.rpc("evm_setAutomine", false);
        till = till(1, Till.NEVER, Duration.ZERO);
        till.intend("claim", recipient, Asset.MON, AMOUNT);
        till.work();
        String first = till.hash("claim");
        till.dieAt(Step.REPLACED);
        assertThatThrownBy(till::work).isInstanceOf(Till.Killed.class);
        assertThat(signed()).isEqualTo(2);
        NODE.mine(1);

        Till restarted = till(1, Duration.ZERO, Till.NEVER);
        restarted.work();

        assertThat(restarted.state("claim")).isEqualTo(PayoutState.PAID);
        assertThat(restarted.told).containsExactly("claim paid " + first);
        assertPaidOnce();
    }

    @Test
    void onlyTheNextNonceIsReplaced() {
        NODE.rpc("evm_setAutomine", false);
        till = till(1, Till.NEVER, Duration.ZERO);
        till.intend("one", recipient, Asset.MON, AMOUNT);
        till.intend("two", recipient, Asset.MON, AMOUNT);
        till.work();
        till.work();
        assertThat(signed()).isEqualTo(3);
        NODE.mine(1);
        till.work();
        assertThat(till.state("one")).isEqualTo(PayoutState.PAID);
        assertThat(till.state("two")).isEqualTo(PayoutState.PAID);
        assertThat(coins(recipient)).isEqualTo(AMOUNT.shiftLeft(1));
        assertThat(nonceOnChain()).isEqualTo(2);
    }

    @Test
    void aReorganisationSendsTheSameBytesAgain() {
        Till cautious = till(3, Duration.ZERO, Till.NEVER);
        cautious.intend("claim", recipient, Asset.MON, AMOUNT);
        String before = NODE.snapshot();
        cautious.work();
        String hash = cautious.hash("claim");
        cautious.work();
        assertPaidOnce();
        NODE.revert(before);
        NODE.mine(1);
        assertThat(coins(recipient)).isZero();

        cautious.work();
        NODE.mine(2);
        cautious.work();

        assertThat(cautious.state("claim")).isEqualTo(PayoutState.PAID);
        assertThat(cautious.told).containsExactly("claim sent " + hash, "claim paid " + hash);
        assertThat(signed()).isEqualTo(1);
        assertPaidOnce();
    }

    /** Deeper than the confirmations, on a chain whose finality didn't hold. */
    @Test
    void aReorganisationOfAPaidOneSendsTheSameBytesAgain() {
        till.intend("claim", recipient, Asset.MON, AMOUNT);
        String before = NODE.snapshot();
        till.work();
        till.work();
        assertThat(till.state("claim")).isEqualTo(PayoutState.PAID);
        NODE.revert(before);
        NODE.mine(2);
        assertThat(coins(recipient)).isZero();

        till.work();
        till.work();
        assertThat(till.state("claim")).isEqualTo(PayoutState.PAID);
        assertThat(till.told).hasSize(2);
        assertPaidOnce();
    }

    @Test
    void twoReplicasPayTwentyIntentsOnceEach() throws Exception {
        List<EvmAddress> recipients =
                IntStream.range(0, 20).mapToObj(i -> Till.newAddress()).toList();
        Till other = till(1, Duration.ZERO, Till.NEVER);
        for (int i = 0; i < 20; i++) {
            till.intend("claim-" + i, recipients.get(i), Asset.MON, AMOUNT);
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Void> first = () -> workUntilPaid(till);
            Callable<Void> second = () -> workUntilPaid(other);
            for (var done : threads.invokeAll(List.of(first, second, first, second))) {
                done.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(recipients).allSatisfy(paid -> assertThat(coins(paid)).isEqualTo(AMOUNT));
        assertThat(nonceOnChain()).isEqualTo(20);
        assertThat(till.told.stream().filter(text -> text.contains("paid")).count()
                        + other.told.stream()
                                .filter(text -> text.contains("paid"))
                                .count())
                .isEqualTo(20);
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"REPLACED"},
            mode = EnumSource.Mode.EXCLUDE)
    void aCrashAfterAnyStepIsResumed(Step step) {
        till.intend("claim", recipient, Asset.MON, AMOUNT);
        till.dieAt(step);
        assertThatThrownBy(() -> {
                    till.work();
                    till.work();
                })
                .isInstanceOf(Till.Killed.class);

        Till restarted = till(1, Duration.ZERO, Till.NEVER);
        restarted.work();
        restarted.work();

        assertThat(restarted.state("claim")).isEqualTo(PayoutState.PAID);
        assertThat(signed()).isEqualTo(1);
        assertPaidOnce();
        assertThat(till.told.stream()
                                .filter(text -> text.startsWith("claim paid"))
                                .count()
                        + restarted.told.stream()
                                .filter(text -> text.startsWith("claim paid"))
                                .count())
                .isEqualTo(1);
    }

    @Test
    void aNonceThatAStrangerUsedIsGivenUpForAnother() {
        till.intend("claim", recipient, Asset.MON, AMOUNT);
        till.dieAt(Step.SIGNED);
        assertThatThrownBy(till::work).isInstanceOf(Till.Killed.class);
        EvmAddress stranger = Till.newAddress();
        NODE.rpc("eth_sendRawTransaction", till.sign(0, ChainCall.coins(stranger, BigInteger.TEN), HIGH));
        assertThat(coins(stranger)).isEqualTo(BigInteger.TEN);
        NODE.mine(5);

        Till restarted = till(1, Duration.ZERO, Till.NEVER);
        restarted.work();
        restarted.work();
        restarted.work();

        assertThat(restarted.told.get(0)).startsWith("claim waits: Nonce 0 of the treasury was used by 0x");
        assertThat(restarted.state("claim")).isEqualTo(PayoutState.PAID);
        assertThat(coins(recipient)).isEqualTo(AMOUNT);
        assertThat(nonceOnChain()).isEqualTo(2);
        assertThat(DATABASE.jdbc()
                        .sql("SELECT state FROM payout_attempt ORDER BY nonce")
                        .query(String.class)
                        .list())
                .containsExactly("LOST", "PAID");
    }

    @Test
    void noncesGoOnWhereTheChainIs() {
        EvmAddress stranger = Till.newAddress();
        for (int nonce = 0; nonce < 3; nonce++) {
            NODE.rpc("eth_sendRawTransaction", till.sign(nonce, ChainCall.coins(stranger, BigInteger.TEN), HIGH));
        }
        till.intend("claim", recipient, Asset.MON, AMOUNT);
        till.work();
        till.work();
        assertThat(till.state("claim")).isEqualTo(PayoutState.PAID);
        assertThat(nonceOnChain()).isEqualTo(4);
    }

    @Test
    void whatTheOldKeySignedIsFollowedAfterItWasReplaced() {
        NODE.rpc("evm_setAutomine", false);
        till.intend("claim", recipient, Asset.MON, AMOUNT);
        till.work();
        NODE.rpc("hardhat_dropTransaction", till.hash("claim"));

        Till rekeyed =
                new Till(DATABASE, Till.settings("", Till.newKey(), Duration.ZERO, Duration.ZERO), NODE.url(), 1);
        rekeyed.work();
        NODE.mine(1);
        rekeyed.work();
        assertThat(rekeyed.state("claim")).isEqualTo(PayoutState.PAID);
        assertThat(signed()).isEqualTo(1);
        assertPaidOnce();
    }

    private Till till(int confirmations, Duration rebroadcastAfter, Duration replaceAfter) {
        return new Till(DATABASE, Till.settings("", key, rebroadcastAfter, replaceAfter), NODE.url(), confirmations);
    }

    private static Void workUntilPaid(Till till) {
        for (int run = 0; run < 100; run++) {
            till.work();
            long open = DATABASE.jdbc()
                    .sql("SELECT count(*) FROM payout WHERE state <> 'PAID'")
                    .query(Long.class)
                    .single();
            if (open == 0) {
                return null;
            }
        }
        throw new AssertionError("not paid after 100 runs");
    }

    private void assertPaidOnce() {
        assertThat(coins(recipient)).isEqualTo(AMOUNT);
        assertThat(nonceOnChain()).isEqualTo(1);
    }

    private long nonceOnChain() {
        return number(NODE.rpc("eth_getTransactionCount", treasury.text(), "latest"))
                .longValueExact();
    }

    private static long signed() {
        return DATABASE.jdbc()
                .sql("SELECT count(*) FROM payout_transaction")
                .query(Long.class)
                .single();
    }

    private static BigInteger coins(EvmAddress address) {
        return number(NODE.rpc("eth_getBalance", address.text(), "latest"));
    }

    @SuppressWarnings("unchecked")
    private static List<String> pending() {
        return ((List<Map<String, String>>) NODE.rpc("eth_pendingTransactions"))
                .stream().map(transaction -> transaction.get("hash")).toList();
    }

    /** By an eighth at least. */
    private static void assertRaised(String column) {
        List<BigInteger> fees = DATABASE.jdbc()
                .sql("SELECT " + column + " FROM payout_transaction ORDER BY id")
                .query(BigInteger.class)
                .list();
        assertThat(fees).hasSize(2);
        assertThat(fees.get(1).shiftLeft(3)).isGreaterThanOrEqualTo(fees.get(0).multiply(BigInteger.valueOf(9)));
    }

    private static BigInteger number(Object hex) {
        return new BigInteger(String.valueOf(hex).substring(2), 16);
    }

    private static Refusal refusal(Runnable action) {
        return catchThrowableOfType(Refusal.class, action::run);
    }
}
