package dev.tollgate.cover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.TestDatabase;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The roll-up on rows that were made by hand, in a zone that isn't the database's. */
class ExposureTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final JdbcClient jdbc = DATABASE.jdbc();
    private final Exposure exposure =
            new Exposure(jdbc, new TransactionTemplate(new JdbcTransactionManager(DATABASE.dataSource())), ZONE);
    private final LocalDate today = jdbc.sql("SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date")
            .query(LocalDate.class)
            .single();
    private final LocalDate yesterday = today.minusDays(1);
    private String sku = "";

    @BeforeEach
    void someSku() {
        sku = "sku_" + NUMBER.incrementAndGet();
        jdbc.sql("DELETE FROM cover_exposure").update();
        jdbc.sql("INSERT INTO sku SELECT ?, name_zh, name_en, description_zh, description_en, premium,"
                        + " payout_multiplier, leverage, duration_hours, max_coverage FROM sku"
                        + " WHERE id = 'sku_5x_leverage'")
                .param(sku)
                .update();
    }

    @Test
    void aDayCountsWhatHappenedFromMidnightToMidnightOfItsZone() {
        order(yesterday, "00:00:00", 100);
        order(yesterday, "23:59:59.999", 20);
        order(today, "00:00:00", 3);
        String earlier = order(yesterday.minusDays(1), "23:59:59.999", 7);
        String rejected = claim(earlier, at(yesterday, "00:00:00"), null, null, null);
        reject(rejected, at(yesterday, "12:00:00"));
        claim(earlier, at(yesterday, "12:00:00"), at(yesterday, "13:00:00"), at(today, "00:00:00"), "250");

        exposure.rollUp();

        assertThat(rows())
                .containsExactly(
                        today + " MON: 1 for 3, claims 0/0/0/1, paid 250",
                        yesterday + " MON: 2 for 120, claims 2/1/1/0, paid 0",
                        yesterday.minusDays(1) + " MON: 1 for 7, claims 0/0/0/0, paid 0");
    }

    @Test
    void eachAssetHasItsRow() {
        order(today, "00:00:00", 100);
        jdbc.sql("UPDATE cover_order SET asset = 'ERC20:0xabc' WHERE sku_id = ?")
                .param(sku)
                .update();
        order(today, "00:00:00", 50);

        exposure.rollUp();

        assertThat(rows())
                .containsExactly(
                        today + " ERC20:0xabc: 1 for 100, claims 0/0/0/0, paid 0",
                        today + " MON: 1 for 50, claims 0/0/0/0, paid 0");
    }

    @Test
    void anotherRunChangesNothingAndCountsWhatCameLate() {
        order(yesterday, "10:00:00", 100);
        exposure.rollUp();
        List<String> first = rows();
        exposure.rollUp();
        assertThat(rows()).isEqualTo(first);

        order(yesterday, "23:59:59", 11);
        exposure.rollUp();

        assertThat(rows()).containsExactly(yesterday + " MON: 2 for 111, claims 0/0/0/0, paid 0");
    }

    @Test
    void daysThatWereMissedAreCaughtUp() {
        order(today.minusDays(10), "10:00:00", 1);
        jdbc.sql("INSERT INTO cover_exposure SELECT ?, ?, 'MON', 0, 0, 0, 0, 0, 0, 0")
                .params(today.minusDays(9), sku)
                .update();
        order(today.minusDays(9), "23:00:00", 2);
        order(today.minusDays(5), "10:00:00", 3);

        exposure.rollUp();

        assertThat(rows())
                .containsExactly(
                        today.minusDays(5) + " MON: 1 for 3, claims 0/0/0/0, paid 0",
                        today.minusDays(9) + " MON: 1 for 2, claims 0/0/0/0, paid 0");
    }

    @Test
    void theFirstRunBeginsWithTheFirstOrder() {
        jdbc.sql("DELETE FROM cover_claim_event").update();
        jdbc.sql("DELETE FROM cover_claim").update();
        jdbc.sql("DELETE FROM cover_order").update();
        order(today.minusDays(40), "10:00:00", 1);

        exposure.rollUp();

        assertThat(rows()).containsExactly(today.minusDays(40) + " MON: 1 for 1, claims 0/0/0/0, paid 0");
    }

    @Test
    void balancesAreThoseOfTheDaysEnd() {
        long capital = account("capital:" + sku, yesterday);
        long cover = account("cover:" + sku, yesterday);
        long outside = account("system:outside-" + sku, yesterday);
        transfer(outside, capital, 1000, null, "1000", at(yesterday, "10:00:00"));
        transfer(capital, cover, 300, "700", "300", at(yesterday, "23:59:59"));
        transfer(capital, cover, 50, "650", "350", at(today, "00:00:00"));
        transfer(cover, capital, 100, "250", "750", at(today, "00:00:00"));

        exposure.rollUp();

        assertThat(balances()).containsExactly(today + ": 250 open, 750 free", yesterday + ": 300 open, 700 free");
    }

    @Test
    void balancesThatWereReadLongAfterTheDayStay() {
        account("capital:" + sku, yesterday);
        exposure.rollUp();
        jdbc.sql("UPDATE cover_exposure SET open_cover = 5, balances_at = 'infinity' WHERE day = ?")
                .param(yesterday)
                .update();

        exposure.rollUp();

        assertThat(balances()).containsExactly(today + ": 0 open, 0 free", yesterday + ": 5 open, 0 free");
    }

    private List<String> rows() {
        return jdbc.sql(
                        "SELECT format('%s %s: %s for %s, claims %s/%s/%s/%s, paid %s', day, asset, orders_sold, premiums,"
                                + " claims_filed, claims_approved, claims_rejected, claims_paid, payouts) FROM cover_exposure"
                                + " WHERE sku_id = ? ORDER BY day DESC, asset")
                .param(sku)
                .query(String.class)
                .list();
    }

    private List<String> balances() {
        return jdbc.sql("SELECT format('%s: %s open, %s free', day, open_cover, free_capital) FROM cover_exposure"
                        + " WHERE sku_id = ? ORDER BY day DESC")
                .param(sku)
                .query(String.class)
                .list();
    }

    private String order(LocalDate day, String time, long premium) {
        String id = "order_" + UUID.randomUUID();
        jdbc.sql(
                        "INSERT INTO cover_order SELECT :id, id, 'wallet:0x1', '0x1', 'binance', 'BTCUSDT', :id, :premium,"
                                + " payout_multiplier, leverage, max_coverage, 'MON', 18, 0, 'active', :at, :at FROM sku WHERE id = :sku")
                .param("id", id)
                .param("premium", premium)
                .param("at", at(day, time))
                .param("sku", sku)
                .update();
        return id;
    }

    private String claim(
            String order,
            OffsetDateTime filed,
            @Nullable OffsetDateTime approved,
            @Nullable OffsetDateTime paid,
            @Nullable String payout) {
        String id = "claim_" + UUID.randomUUID();
        jdbc.sql(
                        "INSERT INTO cover_claim (id, order_id, status, reason, proof_uri, liquidated_amount, liquidated_price,"
                                + " estimated_payout, payout_amount, rejection, next_attempt_at, filed_at, approved_at, paid_at)"
                                + " VALUES (:id, :order, :status, 'x', 'https://example.com', 1, 1, 1000, cast(:payout AS numeric),"
                                + " :rejection, :filed, :filed, cast(:approved AS timestamptz), cast(:paid AS timestamptz))")
                .param("id", id)
                .param("order", order)
                .param("status", paid == null ? "rejected" : "paid")
                .param("rejection", paid == null ? "no" : null)
                .param("payout", payout)
                .param("filed", filed)
                .param("approved", approved)
                .param("paid", paid)
                .update();
        return id;
    }

    private void reject(String claim, OffsetDateTime at) {
        jdbc.sql("INSERT INTO cover_claim_event (claim_id, at, actor, from_status, to_status) VALUES (?, ?, 'system',"
                        + " 'filed', 'rejected')")
                .params(claim, at)
                .update();
    }

    private long account(String owner, LocalDate opened) {
        return jdbc.sql("INSERT INTO account (owner, asset, kind, created_at) VALUES (:owner, 'MON',"
                        + " CASE WHEN :owner LIKE 'system:%' THEN 'system' ELSE 'wallet' END, :at) RETURNING id")
                .param("owner", owner)
                .param("at", at(opened, "00:00:00"))
                .query(Long.class)
                .single();
    }

    private void transfer(
            long from, long to, long amount, @Nullable String fromAfter, String toAfter, OffsetDateTime at) {
        jdbc.sql("INSERT INTO transfer (id, debit_account, credit_account, amount, debit_after, credit_after, purpose,"
                        + " created_at) VALUES (gen_random_uuid(), :from, :to, :amount, cast(:fromAfter AS numeric),"
                        + " cast(:toAfter AS numeric), 'test', :at)")
                .param("from", from)
                .param("to", to)
                .param("amount", amount)
                .param("fromAfter", fromAfter)
                .param("toAfter", toAfter)
                .param("at", at)
                .update();
    }

    private static OffsetDateTime at(LocalDate day, String time) {
        return day.atTime(LocalTime.parse(time)).atZone(ZONE).toOffsetDateTime().withOffsetSameInstant(ZoneOffset.UTC);
    }
}
