package dev.tollgate.liqpass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.cover.Buyer;
import dev.tollgate.cover.Exposure;
import dev.tollgate.cover.OrderTimes;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.JpStandIn;
import dev.tollgate.testing.ReceivedRequest;
import dev.tollgate.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two applications on one database, whose jobs know nothing of each other: each runs at the same seconds in both, where
 * Quartz would let one of two replicas run it. What the jobs do is done once all the same.
 */
class CoverOnTwoReplicasTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int ORDERS = 240;
    private static final int CLAIMED = 40;

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final JpStandIn JP = JpStandIn.start();
    private static final List<Gateway> REPLICAS = new ArrayList<>();

    @BeforeAll
    static void start() {
        for (int i = 0; i < 2; i++) {
            REPLICAS.add(Gateway.start(Map.of("DATABASE_URL", DATABASE.jdbcUrl(), "JP_VERIFY_URL", JP.url())));
        }
        DATABASE.jdbc().sql("""
                        CREATE TABLE test_order_change (order_id text, before text, after text);
                        CREATE FUNCTION test_note_order() RETURNS trigger LANGUAGE plpgsql AS $$
                        BEGIN
                            INSERT INTO test_order_change VALUES (NEW.id, OLD.status, NEW.status);
                            RETURN NULL;
                        END $$;
                        CREATE TRIGGER test_note_order AFTER UPDATE OF status ON cover_order
                            FOR EACH ROW EXECUTE FUNCTION test_note_order();
                        """).update();
    }

    @AfterAll
    static void stop() {
        REPLICAS.forEach(Gateway::close);
        JP.close();
    }

    @Test
    void whatTheirJobsDoIsDoneOnce() throws Exception {
        List<String> orders = sold();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(number("SELECT count(*) FROM cover_order WHERE status = 'paid'"))
                        .isZero());
        assertThat(changes("paid", "active")).isEqualTo(ORDERS);

        List<String> claimed = orders.subList(0, CLAIMED);
        for (int i = 0; i < CLAIMED; i++) {
            buyer(i).file(claimed.get(i));
        }
        DATABASE.jdbc().sql("UPDATE cover_order SET expires_at = now()").update();
        both(replica -> replica.application().getBean(OrderTimes.class).expire());
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(number("SELECT count(*) FROM cover_order WHERE status = 'expired'"))
                    .isEqualByComparingTo("200");
            assertThat(number("SELECT count(*) FROM cover_claim WHERE status = 'approved'"))
                    .isEqualByComparingTo("40");
        });

        endedOnce();
        verifiedOnce();
    }

    @Test
    void aDayHasOneRowOfEachSkuHoweverManyAddItUp() throws Exception {
        for (int round = 0; round < 5; round++) {
            both(replica -> {
                replica.application().getBean(Exposure.class).rollUp();
                return 0;
            });
        }

        assertThat(number("SELECT count(*) FROM (SELECT FROM cover_exposure GROUP BY day, sku_id, asset"
                        + " HAVING count(*) > 1) AS twice"))
                .isZero();
        assertThat(number("SELECT count(*) FROM cover_exposure WHERE day = (now() AT TIME ZONE 'UTC')::date"))
                .isEqualByComparingTo(number("SELECT count(*) FROM sku"));
        assertThat(number("SELECT sum(orders_sold) FROM cover_exposure"))
                .isEqualByComparingTo(number("SELECT count(*) FROM cover_order"));
    }

    private static void endedOnce() {
        assertThat(changes("active", "expired")).isEqualTo(ORDERS - CLAIMED);
        assertThat(number("SELECT count(*) FROM test_order_change")).isEqualByComparingTo("480");
        assertThat(number("SELECT sum(amount) FROM transfer WHERE purpose = 'cover-expired'"))
                .isEqualByComparingTo("100000e18");
        assertThat(number("SELECT posted FROM account WHERE owner = 'cover:sku_5x_leverage'"))
                .isEqualByComparingTo("20000e18");
        assertThat(number("SELECT posted FROM account WHERE owner = 'capital:sku_5x_leverage'"))
                .isEqualByComparingTo("980000e18");
        assertThat(number("SELECT count(*) FROM ledger_violation")).isZero();
    }

    private static void verifiedOnce() {
        List<String> asked = JP.requests().stream()
                .filter(request -> request.path().equals("/verify/claim"))
                .map(ReceivedRequest::text)
                .toList();
        assertThat(asked).hasSize(CLAIMED).doesNotHaveDuplicates();
        assertThat(number("SELECT max(attempts) FROM cover_claim")).isEqualByComparingTo("1");
        assertThat(number("SELECT count(*) FROM cover_claim_event")).isEqualByComparingTo("120");
    }

    /** At both, by turns, eight at a time. */
    private static List<String> sold() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<String>> sales = IntStream.range(0, ORDERS)
                    .<Callable<String>>mapToObj(i -> () -> buyer(i).buy())
                    .toList();
            List<String> orders = new ArrayList<>();
            for (Future<String> sale : threads.invokeAll(sales)) {
                orders.add(sale.get());
            }
            return orders;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Buyer buyer(int number) {
        return Buyer.with(REPLICAS.get(number % 2), "0.05");
    }

    private interface Work {
        int on(Gateway replica);
    }

    /** At the same moment. */
    private static void both(Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CyclicBarrier start = new CyclicBarrier(2);
        try {
            List<Callable<Integer>> calls = REPLICAS.stream()
                    .<Callable<Integer>>map(replica -> () -> {
                        start.await();
                        return work.on(replica);
                    })
                    .toList();
            for (Future<Integer> call : threads.invokeAll(calls)) {
                call.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static int changes(String before, String after) {
        return DATABASE.jdbc()
                .sql("SELECT count(*) FROM test_order_change WHERE before = ? AND after = ?")
                .params(before, after)
                .query(Integer.class)
                .single();
    }

    private static BigDecimal number(String sql) {
        return DATABASE.jdbc().sql(sql).query(BigDecimal.class).single();
    }
}
