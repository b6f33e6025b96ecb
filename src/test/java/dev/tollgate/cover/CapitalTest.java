package dev.tollgate.cover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.AccountRef;
import dev.tollgate.ledger.Asset;
import dev.tollgate.ledger.InvariantCheck;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.LedgerSettings;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.testing.TestDatabase;
import java.math.BigInteger;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Cover in the ledger: never more than was funded, and every unit accounted for. */
@Timeout(60)
class CapitalTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final String REQUEST = "request";

    private final Ledger ledger = new Ledger(DATABASE.dataSource(), LedgerSettings.defaults());
    private final Capital capital = new Capital(ledger);
    private final TransactionTemplate transaction =
            new TransactionTemplate(new JdbcTransactionManager(DATABASE.dataSource()));
    private String sku = "";

    @BeforeEach
    void someSku() {
        sku = "sku_" + UUID.randomUUID().toString().replace('-', '_');
        DATABASE.jdbc()
                .sql("INSERT INTO sku SELECT ?, name_zh, name_en, description_zh, description_en, premium,"
                        + " payout_multiplier, leverage, duration_hours, max_coverage FROM sku"
                        + " WHERE id = 'sku_5x_leverage'")
                .param(sku)
                .update();
    }

    @AfterEach
    void booksAreRight() {
        ledger.close();
        assertThat(new InvariantCheck(DATABASE.dataSource()).checkAll().violations())
                .isEmpty();
    }

    @Test
    void sixtyFourAtOnceReserveWhatIsThereAndNoMore() {
        fund(1000);

        List<String> outcomes = together(64, () -> reserve(30));

        assertThat(outcomes).filteredOn("reserved"::equals).hasSize(33);
        assertThat(outcomes).filteredOn("CAPACITY_EXHAUSTED"::equals).hasSize(31);
        assertBalances(10, 990, 0);
    }

    @Test
    void sixtyFourAtOnceReserveTheLastUnit() {
        fund(64);

        assertThat(together(64, () -> reserve(1))).containsOnly("reserved");

        assertThat(reserve(1)).isEqualTo("CAPACITY_EXHAUSTED");
        assertBalances(0, 64, 0);
    }

    @Test
    void aSkuThatWasNeverFundedHasNoCapacity() {
        assertThat(reserve(1)).isEqualTo("CAPACITY_EXHAUSTED");
    }

    @Test
    void frozenCapitalReservesNothing() {
        fund(10);
        DATABASE.jdbc()
                .sql("UPDATE account SET frozen = true WHERE owner = 'capital:' || ?")
                .param(sku)
                .update();

        assertThat(reserve(1)).isEqualTo("CAPACITY_EXHAUSTED");
        assertBalances(10, 0, 0);
    }

    @Test
    void aTransactionThatIsRolledBackReservesNothing() {
        fund(10);

        transaction.executeWithoutResult(status -> {
            book(10);
            status.setRollbackOnly();
        });

        assertBalances(10, 0, 0);
    }

    @Test
    void releasedCoverIsFreeAgain() {
        fund(10);
        reserve(7);

        transaction.executeWithoutResult(
                status -> capital.release(sku, Asset.MON, BigInteger.valueOf(5), "cover-expire"));

        assertBalances(8, 2, 0);
    }

    @Test
    void aPayoutLeavesTheBooksAndItsRestIsFreeAgain() {
        long before = paidOut();
        fund(100);
        reserve(60);

        pay(25, 40);
        pay(20, 20);
        transaction.executeWithoutResult(status -> capital.pay(sku, Asset.MON, BigInteger.ZERO, BigInteger.ZERO));

        assertBalances(55, 0, 45);
        assertThat(paidOut() - before).isEqualTo(45);
    }

    @Test
    void aPayoutAboveItsCoverIsAMistakeOfOurs() {
        fund(10);
        reserve(5);

        assertThatThrownBy(() -> pay(6, 5)).isInstanceOf(IllegalArgumentException.class);
        assertBalances(5, 5, 0);
    }

    private void fund(long units) {
        ledger.transfer(
                new CapitalBooking(sku, Asset.MON, false, BigInteger.valueOf(units), "fund-" + sku, "system", null)
                        .request());
    }

    private String reserve(long units) {
        try {
            book(units);
            return "reserved";
        } catch (Refusal refusal) {
            return refusal.code();
        }
    }

    private void book(long units) {
        ledger.transferAll(List.of(Capital.reservation(sku, Asset.MON, BigInteger.valueOf(units), REQUEST)), List.of());
    }

    private void pay(long paid, long cover) {
        transaction.executeWithoutResult(
                status -> capital.pay(sku, Asset.MON, BigInteger.valueOf(paid), BigInteger.valueOf(cover)));
    }

    /** Free and reserved, which with what was paid are all that was funded. */
    private void assertBalances(long free, long reserved, long paid) {
        assertThat(units(Capital.free(sku, Asset.MON))).isEqualTo(free);
        assertThat(units(Capital.reserved(sku, Asset.MON))).isEqualTo(reserved);
        assertThat(DATABASE.jdbc()
                        .sql("SELECT sum(amount) FROM cover_capital WHERE sku_id = ?")
                        .param(sku)
                        .query(Long.class)
                        .single())
                .isEqualTo(free + reserved + paid);
    }

    private long units(AccountRef account) {
        return ledger.balance(account).posted().longValueExact();
    }

    private static long paidOut() {
        return DATABASE.jdbc()
                .sql("SELECT coalesce(sum(t.amount), 0) FROM transfer t JOIN account a ON a.id = t.credit_account"
                        + " WHERE a.owner = 'system:payouts'")
                .query(Long.class)
                .single();
    }

    private static List<String> together(int tasks, Supplier<String> task) {
        ExecutorService threads = Executors.newFixedThreadPool(tasks);
        var start = new CountDownLatch(1);
        try {
            List<CompletableFuture<String>> running = IntStream.range(0, tasks)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> {
                                try {
                                    start.await();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                                return task.get();
                            },
                            threads))
                    .toList();
            start.countDown();
            return running.stream().map(CompletableFuture::join).toList();
        } finally {
            threads.shutdown();
        }
    }
}
