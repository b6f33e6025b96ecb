package dev.tollgate.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.tollgate.ledger.FinishedHistory;
import dev.tollgate.metering.Outcome;
import dev.tollgate.metering.TokenUsage;
import dev.tollgate.testing.TestDatabase;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** What is added up is what the rows say, each once and as it was in the end. */
class UsageRollUpTest {

    @RegisterExtension
    static final TestDatabase DATABASE = TestDatabase.create();

    private static final String SUMS = "SELECT coalesce(sum(requests), 0) || ' calls, ' || coalesce(sum(failed), 0)"
            + " || ' failed, tokens ' || concat_ws(' ', sum(input_tokens), sum(output_tokens), sum(cache_write_tokens),"
            + " sum(cache_read_tokens)) || ', cost ' || coalesce(sum(cost), 0) || ', ms ' || coalesce(sum(duration_ms), 0)"
            + " || ', first ' || coalesce(sum(first_token_ms), 0) || ' in ' || coalesce(sum(first_tokens), 0)";
    private static final String OF_ROWS = "SELECT count(*) || ' calls, ' || count(*) FILTER (WHERE outcome <> 'ok')"
            + " || ' failed, tokens ' || concat_ws(' ', sum(input_tokens), sum(output_tokens), sum(cache_write_tokens),"
            + " sum(cache_read_tokens)) || ', cost ' || sum(charge) || ', ms ' || sum(duration_ms) || ', first '"
            + " || coalesce(sum(first_token_ms), 0) || ' in ' || count(first_token_ms)"
            + " FROM usage WHERE outcome <> 'in_progress'";

    private final JdbcClient jdbc = DATABASE.jdbc();
    private final TransactionTemplate transaction =
            new TransactionTemplate(new DataSourceTransactionManager(DATABASE.dataSource()));
    private final UsageRollUp rollUp = rollUp(transaction);

    @BeforeEach
    @AfterEach
    void empty() {
        jdbc.sql("DELETE FROM usage").update();
        jdbc.sql("DELETE FROM usage_replaced").update();
        jdbc.sql("DELETE FROM usage_hour").update();
    }

    @Test
    void whatEndsIsAddedOnceByItsHourKeyAndModel() {
        Call.of("user:1", 7L, "gpt-4").end(jdbc, Outcome.OK);
        Call.of("user:1", 7L, "gpt-4").end(jdbc, Outcome.CLIENT_ABORT);
        Call.of("user:1", null, "gpt-4").end(jdbc, Outcome.OK);

        rollUp.rollUp();
        rollUp.rollUp();

        assertThat(jdbc.sql(SUMS + " FROM usage_hour WHERE key_id = 7 AND owner = 'user:1' AND model = 'gpt-4'"
                                + " AND asset = 'TOKEN'")
                        .query(String.class)
                        .single())
                .isEqualTo("2 calls, 1 failed, tokens 2 4 6 8, cost 10, ms 200, first 20 in 2");
        assertThat(sums()).isEqualTo("3 calls, 1 failed, tokens 3 6 9 12, cost 15, ms 300, first 30 in 3");
        assertThat(jdbc.sql("SELECT count(*) FROM usage_hour")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void aCallInProgressIsAddedAtItsEndThoughOthersCameBetween() {
        Call slow = Call.of("user:1", 7L, "gpt-4");
        slow.begin(jdbc, UUID.randomUUID());
        Call.of("user:1", 7L, "gpt-4").end(jdbc, Outcome.OK);
        rollUp.rollUp();
        assertThat(sums()).startsWith("1 calls, 0 failed, tokens 1 2 3 4,");

        slow.end(jdbc, Outcome.TIMEOUT);
        rollUp.rollUp();
        rollUp.rollUp();

        assertThat(sums()).isEqualTo("2 calls, 1 failed, tokens 2 4 6 8, cost 10, ms 200, first 20 in 2");
    }

    @Test
    void aCallThatWasTakenForLostCountsAsItReallyEnded() {
        Call revived = Call.of("user:1", 7L, "gpt-4");
        Call before = Call.of("user:1", 7L, "gpt-4");
        Call.write(jdbc, revived.row(Outcome.LOST, TokenUsage.NONE, 0, null));
        rollUp.rollUp();
        assertThat(sums()).isEqualTo("1 calls, 1 failed, tokens 0 0 0 0, cost 5, ms 0, first 0 in 0");

        Call.write(jdbc, before.row(Outcome.LOST, TokenUsage.NONE, 0, null));
        revived.end(jdbc, Outcome.OK);
        before.end(jdbc, Outcome.OK); // and this one before anybody added it
        rollUp.rollUp();

        assertThat(sums()).isEqualTo("2 calls, 0 failed, tokens 2 4 6 8, cost 10, ms 200, first 20 in 2");
        assertThat(jdbc.sql("SELECT count(*) FROM usage_replaced")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aRunThatDiesIsTakenUpWhereItWas() {
        for (int i = 0; i < 20; i++) {
            Call.of("user:1", 7L, "gpt-" + i % 3).end(jdbc, Outcome.OK);
        }
        UsageRollUp dies = rollUp(new TransactionTemplate(transaction.getTransactionManager()) {
            private int steps;

            @Override
            public <T> T execute(org.springframework.transaction.support.TransactionCallback<T> action) {
                return super.execute((TransactionStatus status) -> {
                    T result = action.doInTransaction(status);
                    if (++steps == 2) {
                        throw new IllegalStateException("killed before the commit");
                    }
                    return result;
                });
            }
        });

        assertThatIllegalStateException().isThrownBy(dies::rollUp);
        assertThat(sums()).doesNotStartWith("20 calls");
        rollUp.rollUp();

        assertThat(sums()).isEqualTo(ofRows()).startsWith("20 calls");
    }

    @Test
    void whileATransactionIsOpenNothingBehindItIsPassedOver() {
        Call late = Call.of("user:1", 7L, "late");
        transaction.executeWithoutResult(status -> {
            late.end(inside(), Outcome.OK);
            Call.of("user:1", 7L, "early").end(jdbcElsewhere(), Outcome.OK);
            elsewhere(rollUp::rollUp);
            assertThat(elsewhereSums()).startsWith("0 calls");
        });

        rollUp.rollUp();

        assertThat(sums()).startsWith("2 calls");
    }

    @Test
    void manyWritersAndTwoNodesMissAndDoubleNothing() throws Exception {
        List<Callable<Object>> work = new ArrayList<>();
        for (int writer = 0; writer < 6; writer++) {
            long seed = writer;
            work.add(Executors.callable(() -> write(new Random(seed), 80)));
        }
        for (int node = 0; node < 2; node++) {
            UsageRollUp ofNode = rollUp(transaction);
            work.add(Executors.callable(() -> {
                for (int i = 0; i < 40; i++) {
                    ofNode.rollUp();
                }
            }));
        }
        ExecutorService threads = Executors.newFixedThreadPool(work.size());
        for (Future<Object> done : threads.invokeAll(work)) {
            done.get();
        }
        threads.shutdown();
        rollUp.rollUp();

        assertThat(sums()).isEqualTo(ofRows()).startsWith("480 calls");
    }

    /** Calls that begin, end, are taken for lost and revived, some of them two a transaction. */
    private void write(Random random, int calls) {
        for (int i = 0; i < calls; i += 2) {
            Call one = Call.of("user:" + random.nextInt(3), (long) random.nextInt(3), "model-" + random.nextInt(3));
            Call two = Call.of("user:" + random.nextInt(3), null, "model-" + random.nextInt(3));
            one.begin(jdbc, UUID.randomUUID());
            transaction.executeWithoutResult(status -> {
                two.end(inside(), random.nextBoolean() ? Outcome.LOST : Outcome.OK);
                one.end(inside(), Outcome.OK);
            });
            if (random.nextBoolean()) {
                two.end(jdbc, Outcome.CLIENT_ABORT);
            }
        }
    }

    private UsageRollUp rollUp(TransactionTemplate in) {
        var history = new FinishedHistory(jdbc, "usage", Duration.ofMillis(200));
        return new UsageRollUp(history, jdbc, in, ZoneId.of("UTC"), 7);
    }

    /** Takes part in the thread's transaction, as every JdbcClient of its data source. */
    private JdbcClient inside() {
        return jdbc;
    }

    private static JdbcClient jdbcElsewhere() {
        return JdbcClient.create(new org.springframework.jdbc.datasource.DelegatingDataSource(DATABASE.dataSource()));
    }

    private static void elsewhere(Runnable work) {
        var thread = new Thread(work);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String elsewhereSums() {
        return jdbcElsewhere()
                .sql(SUMS + " FROM usage_hour")
                .query(String.class)
                .single();
    }

    private String sums() {
        return jdbc.sql(SUMS + " FROM usage_hour").query(String.class).single();
    }

    private String ofRows() {
        return jdbc.sql(OF_ROWS).query(String.class).single();
    }
}
