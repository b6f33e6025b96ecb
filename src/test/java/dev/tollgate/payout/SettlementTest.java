package dev.tollgate.payout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.evm.ChainHead;
import dev.tollgate.evm.EvmAddress;
import dev.tollgate.evm.Fees;
import dev.tollgate.evm.Inclusion;
import dev.tollgate.evm.Payment;
import dev.tollgate.evm.Receipt;
import dev.tollgate.evm.TokenTransfer;
import dev.tollgate.ledger.Asset;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettlementTest {

    private static final EvmAddress TREASURY = address("a1");
    private static final EvmAddress RECIPIENT = address("b2");
    private static final EvmAddress STRANGER = address("c3");
    private static final EvmAddress TOKEN = address("d4");
    private static final BigInteger AMOUNT = BigInteger.valueOf(1_000);
    private static final BigInteger LESS = BigInteger.valueOf(999);

    @Test
    void coinsArePaidByTheTransactionItself() {
        assertThat(coins(new Payment(TREASURY, RECIPIENT, AMOUNT))).isEqualTo(PayoutState.PAID);
        assertThat(coins(new Payment(TREASURY, RECIPIENT, LESS))).isEqualTo(PayoutState.DOUBTFUL);
        assertThat(coins(new Payment(TREASURY, STRANGER, AMOUNT))).isEqualTo(PayoutState.DOUBTFUL);
        assertThat(coins(new Payment(STRANGER, RECIPIENT, AMOUNT))).isEqualTo(PayoutState.DOUBTFUL);
        assertThat(coins(null)).isEqualTo(PayoutState.DOUBTFUL);
    }

    @Test
    void tokensArePaidByTheTokensWord() {
        var right = new TokenTransfer(TOKEN, TREASURY, RECIPIENT, AMOUNT);
        assertThat(tokens(right)).isEqualTo(PayoutState.PAID);
        assertThat(tokens(new TokenTransfer(TOKEN, TREASURY, STRANGER, LESS), right))
                .isEqualTo(PayoutState.PAID);
        assertThat(tokens()).isEqualTo(PayoutState.DOUBTFUL);
        assertThat(tokens(new TokenTransfer(TOKEN, TREASURY, RECIPIENT, LESS))).isEqualTo(PayoutState.DOUBTFUL);
        assertThat(tokens(new TokenTransfer(TOKEN, TREASURY, STRANGER, AMOUNT))).isEqualTo(PayoutState.DOUBTFUL);
        assertThat(tokens(new TokenTransfer(TOKEN, STRANGER, RECIPIENT, AMOUNT)))
                .isEqualTo(PayoutState.DOUBTFUL);
        assertThat(tokens(new TokenTransfer(STRANGER, TREASURY, RECIPIENT, AMOUNT)))
                .describedAs("another contract says so")
                .isEqualTo(PayoutState.DOUBTFUL);
    }

    @Test
    void whatFailedPaidNothing() {
        var receipt = new Receipt(new Inclusion(7, "0x07", false), List.of());
        Settlement settlement =
                Settlement.of(payout(Asset.MON), TREASURY, receipt, new Payment(TREASURY, RECIPIENT, AMOUNT));
        assertThat(settlement.state()).isEqualTo(PayoutState.REVERTED);
        assertThat(settlement.problem()).contains("nothing was paid");
    }

    @ParameterizedTest
    @CsvSource({"100, , 1, 100", "100, , 3, 98", "100, 90, 1, 90", "100, 100, 12, 89", "0, , 2, -1"})
    void aBlockCountsOnceItIsConfirmedAndFinal(long latest, @Nullable Long finalized, int confirmations, long settled) {
        assertThat(new ChainHead(latest, finalized).settled(confirmations)).isEqualTo(settled);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 10, 50, 5, 113, 12",
        "100, 10, 500, 5, 500, 12",
        "100, 10, 120, 20, 120, 20",
        "0, 0, 0, 0, 1, 1",
        "8, 8, 0, 90, 90, 90"
    })
    void aReplacementOffersAnEighthMoreAndNoLessThanNow(
            BigInteger max,
            BigInteger priority,
            BigInteger nowMax,
            BigInteger nowPriority,
            BigInteger toMax,
            BigInteger toPriority) {
        assertThat(new Fees(max, priority).raisedTo(new Fees(nowMax, nowPriority)))
                .isEqualTo(new Fees(toMax, toPriority));
    }

    private static PayoutState coins(@Nullable Payment payment) {
        var receipt = new Receipt(new Inclusion(7, "0x07", true), List.of());
        return Settlement.of(payout(Asset.MON), TREASURY, receipt, payment).state();
    }

    private static PayoutState tokens(TokenTransfer... transfers) {
        var receipt = new Receipt(new Inclusion(7, "0x07", true), List.of(transfers));
        return Settlement.of(payout(new Asset("ERC20:" + TOKEN, 6)), TREASURY, receipt, null)
                .state();
    }

    private static Payout payout(Asset asset) {
        return new Payout("claim", 1337, RECIPIENT, asset, AMOUNT, PayoutState.SENT, null, null);
    }

    private static EvmAddress address(String octet) {
        return new EvmAddress("0x" + octet.repeat(20));
    }
}
