package dev.tollgate.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.evm.DepositVerdict.Kind;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every verdict, without a chain. */
class DepositVerdictTest {

    private static final EvmAddress USER = address("a1");
    private static final EvmAddress TRANSIT = address("b2");
    private static final EvmAddress STRANGER = address("c3");
    private static final BigInteger AMOUNT = BigInteger.TEN.pow(18);
    private static final String HASH = "0x" + "11".repeat(32);
    private static final String OTHER_HASH = "0x" + "22".repeat(32);
    private static final DepositClaim CLAIM =
            new DepositClaim(USER, AMOUNT, new TransactionHash("0x" + "33".repeat(32)));
    private static final DepositRules RULES = new DepositRules(1337, TRANSIT, 3, AMOUNT);

    private long chainId = 1337;
    private @Nullable Payment payment = new Payment(USER, TRANSIT, AMOUNT);
    private boolean paysContract;
    private @Nullable Inclusion inclusion = new Inclusion(100, HASH, true);
    private @Nullable String canonicalHash = HASH;
    private long latestBlock = 102;
    private @Nullable Long finalizedBlock = 100L;

    @Test
    void creditsWhatIsDeepFinalAndCanonical() {
        assertThat(verdict()).isEqualTo(new DepositVerdict(Kind.CREDIT, ""));
    }

    @Test
    void creditsWithoutFinalityWhereTheChainHasNone() {
        finalizedBlock = null;
        assertThat(verdict().kind()).isEqualTo(Kind.CREDIT);
    }

    @Test
    void refusesAnotherChainWhateverItSays() {
        chainId = 1;
        assertThat(verdict().kind()).isEqualTo(Kind.WRONG_CHAIN);
    }

    @Test
    void doesNotFindAnUnknownTransaction() {
        payment = null;
        assertThat(verdict().kind()).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void waitsForABlock() {
        inclusion = null;
        assertThat(verdict().kind()).isEqualTo(Kind.WAIT);
    }

    @Test
    void waitsForConfirmationsAndCountsTheBlockItself() {
        latestBlock = 101;
        assertThat(verdict()).isEqualTo(new DepositVerdict(Kind.WAIT, "Transaction has 2 of 3 confirmations"));
    }

    @Test
    void waitsForANodeWhoseHeadIsBehindTheReceipt() {
        latestBlock = 90;
        assertThat(verdict()).isEqualTo(new DepositVerdict(Kind.WAIT, "Transaction has 0 of 3 confirmations"));
    }

    @Test
    void waitsForFinality() {
        finalizedBlock = 99L;
        assertThat(verdict().reason()).isEqualTo("Transaction's block 100 is not finalized yet");
    }

    @Test
    void waitsWhileTheBlockIsNotCanonical() {
        canonicalHash = OTHER_HASH;
        assertThat(verdict().kind()).isEqualTo(Kind.WAIT);
        canonicalHash = null;
        assertThat(verdict().kind()).isEqualTo(Kind.WAIT);
    }

    @Test
    void rejectsAFailedTransactionOnceItsBlockIsSettled() {
        inclusion = new Inclusion(100, HASH, false);
        assertThat(verdict().kind()).isEqualTo(Kind.REJECT);
        latestBlock = 100;
        assertThat(verdict().kind()).isEqualTo(Kind.WAIT);
    }

    @Test
    void rejectsAnotherReceiverAndNamesTheTransitWallet() {
        payment = new Payment(USER, STRANGER, AMOUNT);
        assertThat(verdict().kind()).isEqualTo(Kind.REJECT);
        assertThat(verdict().reason()).contains(STRANGER.text()).contains(TRANSIT.text());
    }

    @Test
    void rejectsASmartWalletAndSaysSo() {
        payment = new Payment(USER, STRANGER, AMOUNT);
        paysContract = true;
        assertThat(verdict().kind()).isEqualTo(Kind.REJECT);
        assertThat(verdict().reason()).contains("smart wallet");
    }

    @Test
    void rejectsTheCreationOfAContract() {
        payment = new Payment(USER, null, AMOUNT);
        assertThat(verdict().kind()).isEqualTo(Kind.REJECT);
    }

    @Test
    void rejectsAnotherSenderBeforeItIsMinedToo() {
        payment = new Payment(STRANGER, TRANSIT, AMOUNT);
        inclusion = null;
        assertThat(verdict().kind()).isEqualTo(Kind.REJECT);
    }

    @Test
    void rejectsOneWeiMoreOrLess() {
        payment = new Payment(USER, TRANSIT, AMOUNT.add(BigInteger.ONE));
        assertThat(verdict().kind()).isEqualTo(Kind.REJECT);
        payment = new Payment(USER, TRANSIT, AMOUNT.subtract(BigInteger.ONE));
        assertThat(verdict().reason()).contains("999999999999999999 wei");
    }

    @Test
    void rejectsLessThanTheLeastDeposit() {
        BigInteger less = AMOUNT.subtract(BigInteger.ONE);
        payment = new Payment(USER, TRANSIT, less);
        var claim = new DepositClaim(USER, less, CLAIM.transaction());
        DepositVerdict verdict = DepositVerdict.of(claim, facts(), RULES);
        assertThat(verdict.kind()).isEqualTo(Kind.REJECT);
        assertThat(verdict.reason()).contains("less than the least deposit, 1000000000000000000");
    }

    /** No money comes in, so none may be credited. */
    @Test
    void rejectsTheTransitWalletPayingItself() {
        payment = new Payment(TRANSIT, TRANSIT, AMOUNT);
        var claim = new DepositClaim(TRANSIT, AMOUNT, CLAIM.transaction());
        assertThat(DepositVerdict.of(claim, facts(), RULES).kind()).isEqualTo(Kind.REJECT);
    }

    private DepositVerdict verdict() {
        return DepositVerdict.of(CLAIM, facts(), RULES);
    }

    private DepositFacts facts() {
        return new DepositFacts(chainId, payment, paysContract, inclusion, canonicalHash, latestBlock, finalizedBlock);
    }

    private static EvmAddress address(String twoDigits) {
        return new EvmAddress("0x" + twoDigits.repeat(20));
    }
}
