package dev.tollgate.faults;

import static dev.tollgate.faults.UnderFaults.PREPAID;
import static dev.tollgate.faults.UnderFaults.question;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.crash.Customer;
import dev.tollgate.testing.Gateway;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What can happen to the database under load. The customers recharge and call all the time; in the end each account is
 * explained by what was acknowledged. Three restarts; thirty with {@code -Psoak}.
 */
@Timeout(900)
class DatabaseFaultsTest {

    @RegisterExtension
    static final SharedApplication APPLICATION = new SharedApplication();

    private static final int RESTARTS = Integer.getInteger("tollgate.soak", 1) > 1 ? 30 : 3;
    private static final int CUSTOMERS = 4;
    private static final Duration SOON = Duration.ofSeconds(60);

    private final UnderFaults application = APPLICATION.get();

    @Test
    void isRestarted() throws Exception {
        underLoad(() -> {
            for (int i = 0; i < RESTARTS; i++) {
                ProcessHandle stopped = application.postgres().postmaster().orElseThrow();
                application.postgres().stop();
                awaitAnother(stopped);
                awaitService();
            }
        });
    }

    @Test
    void isKilled() throws Exception {
        underLoad(() -> {
            ProcessHandle killed = application.postgres().postmaster().orElseThrow();
            application.postgres().killPostmaster();
            awaitAnother(killed);
            awaitService();
        });
    }

    @Test
    void losesAllItsConnections() throws Exception {
        underLoad(() -> {
            for (int i = 0; i < RESTARTS; i++) {
                long cut = application
                        .jdbc()
                        .sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                                + " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'")
                        .query(Long.class)
                        .single();
                assertThat(cut).isPositive();
                awaitService();
            }
        });
    }

    /** PostgreSQL says so by a state of its own; a disk that is really full is {@link DiskFullTest}'s. */
    @Test
    void hasAFullDisk() {
        String wallet = application.wallet();
        everyHold("RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'");
        try {
            HttpResponse<String> refusal = application.call(PREPAID, wallet, question("sandbox", true));

            assertThat(refusal.statusCode()).isEqualTo(503);
            assertThat(refusal.headers().firstValue("retry-after")).isPresent();
            assertThat(Gateway.json(refusal).path("detail").asText())
                    .isEqualTo("The ledger's database does not answer");
        } finally {
            noTrigger();
        }
        assertThat(application.holds(wallet)).isEmpty();
        assertThat(application.balance(wallet)).isEqualTo("1.0");
        assertThat(application.call(PREPAID, wallet, question("sandbox", true)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void takesTwoSeconds() {
        List<String> wallets =
                IntStream.range(0, 20).mapToObj(i -> application.wallet()).toList();
        everyHold("PERFORM pg_sleep(2)");
        try {
            long begun = System.nanoTime();
            List<Integer> statuses = Together.results(
                    wallets.size(),
                    i -> application
                            .call(PREPAID, wallets.get(i), question("sandbox", i % 2 == 0))
                            .statusCode());

            assertThat(statuses).containsOnly(200);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(2));
        } finally {
            noTrigger();
        }
        wallets.forEach(wallet -> application.assertCharged(wallet, "ok"));
    }

    @Test
    void hasALockedTableForTwoSeconds() throws Exception {
        String wallet = application.wallet();
        try (Connection connection = DriverManager.getConnection(
                        application.postgres().jdbcUrl(),
                        OwnPostgres.USER,
                        application.postgres().password());
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE hold IN ACCESS EXCLUSIVE MODE");
            var answer =
                    CompletableFuture.supplyAsync(() -> application.call(PREPAID, wallet, question("sandbox", false)));
            statement.execute("SELECT pg_sleep(2)");
            assertThat(answer).isNotDone();
            connection.commit();
            assertThat(answer.get().statusCode()).isEqualTo(200);
        }
        application.assertCharged(wallet, "ok");
    }

    private interface Fault {
        void run() throws Exception;
    }

    private void underLoad(Fault fault) throws Exception {
        List<Customer> customers = IntStream.range(0, CUSTOMERS)
                .mapToObj(i -> new Customer(application.http(), application::url))
                .toList();
        List<Thread> threads = customers.stream().map(Thread::new).toList();
        threads.forEach(Thread::start);
        try {
            awaitCalls();
            fault.run();
            awaitCalls();
        } finally {
            customers.forEach(Customer::stop);
            for (Thread thread : threads) {
                thread.join();
            }
        }
        await().atMost(SOON)
                .until(() -> application
                                .operator("GET", "/operator/holds")
                                .path("total")
                                .asLong()
                        == 0);
        for (Customer customer : customers) {
            JsonNode account =
                    application.operator("GET", "/operator/accounts/wallet:" + customer.wallet + "?page_size=1");
            assertThat(customer.mistake(new BigInteger(account.path("posted").asText())))
                    .isEmpty();
        }
        assertThat(customers).allSatisfy(customer -> assertThat(customer.calls).isPositive());
    }

    /** The load makes good calls now. */
    private void awaitCalls() {
        long before = goodCalls();
        await().atMost(SOON).until(() -> goodCalls() > before + 4 * CUSTOMERS);
    }

    private long goodCalls() {
        return application
                .jdbc()
                .sql("SELECT count(*) FROM usage WHERE outcome = 'ok'")
                .query(Long.class)
                .single();
    }

    private void awaitAnother(ProcessHandle old) {
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> application
                        .postgres()
                        .postmaster()
                        .filter(now -> now.pid() != old.pid())
                        .isPresent());
    }

    /** The application answers, by itself, with nobody's help. */
    private void awaitService() {
        String wallet = Gateway.newWallet();
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(application
                                .call(PREPAID, wallet, question("sandbox", false))
                                .statusCode())
                        .isEqualTo(402));
    }

    private void everyHold(String plpgsql) {
        application
                .jdbc()
                .sql("CREATE FUNCTION test_fault() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN " + plpgsql
                        + "; RETURN NULL; END $$")
                .update();
        application
                .jdbc()
                .sql("CREATE TRIGGER test_fault BEFORE INSERT ON hold FOR EACH STATEMENT EXECUTE FUNCTION test_fault()")
                .update();
    }

    private void noTrigger() {
        application.jdbc().sql("DROP FUNCTION test_fault CASCADE").update();
    }
}
