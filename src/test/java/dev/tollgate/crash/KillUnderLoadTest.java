package dev.tollgate.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.json.StrictJson;
import dev.tollgate.testing.ApplicationProcess;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 under load, every second time with the application's own PostgreSQL: no acknowledged recharge or charge is
 * lost, none is made twice, and no hold stays. Five kills; thirty with {@code -Psoak}.
 */
class KillUnderLoadTest {

    private static final int KILLS = Integer.getInteger("tollgate.soak", 1) > 1 ? 30 : 5;
    private static final int CUSTOMERS = 8;

    @TempDir
    static Path dataDir;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile String url = "http://127.0.0.1:1";
    private String managementUrl = "";

    @Test
    void noKillLosesOrDoublesMoney() throws Exception {
        List<Customer> customers = IntStream.range(0, CUSTOMERS)
                .mapToObj(i -> new Customer(http, () -> url))
                .toList();
        ApplicationProcess application = start();
        List<Thread> threads = customers.stream().map(Thread::new).toList();
        try {
            threads.forEach(Thread::start);
            for (int kill = 0; kill < KILLS; kill++) {
                Thread.sleep(ThreadLocalRandom.current().nextInt(1_500, 4_000));
                application.kill();
                if (kill % 2 == 1) {
                    killPostgres();
                }
                application.close();
                application = start();
            }
            customers.forEach(Customer::stop);
            for (Thread thread : threads) {
                thread.join();
            }
            await().atMost(Duration.ofSeconds(150))
                    .until(() ->
                            operator("GET", "/operator/holds").path("total").asLong() == 0);
            assertThat(mistakes(customers)).isEmpty();
            assertThat(operator("POST", "/operator/ledger/check").path("violations"))
                    .isEmpty();
        } finally {
            customers.forEach(Customer::stop);
            application.close();
            killPostgres();
        }
    }

    private List<String> mistakes(List<Customer> customers) throws Exception {
        List<String> mistakes = new ArrayList<>();
        long calls = 0;
        for (Customer customer : customers) {
            calls += customer.calls;
            JsonNode account = operator("GET", "/operator/accounts/wallet:" + customer.wallet + "?page_size=1");
            customer.mistake(new BigInteger(account.path("posted").asText())).ifPresent(mistakes::add);
        }
        assertThat(calls).as("acknowledged calls").isGreaterThan(CUSTOMERS * KILLS);
        return mistakes;
    }

    private ApplicationProcess start() throws Exception {
        ApplicationProcess application = ApplicationProcess.start(
                        dataDir, Map.of("TOLLGATE_LEDGER_HOLDTTL", "10s", "TOLLGATE_LEDGER_RENEWEVERY", "3s"))
                .awaitStarted();
        managementUrl = application.managementUrl();
        url = application.baseUrl();
        return application;
    }

    private JsonNode operator(String method, String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(managementUrl + path))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .header("X-Operator", "test")
                .timeout(Duration.ofSeconds(30))
                .build();
        return StrictJson.mapper()
                .readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    /** kill -9 of the postmaster and its children; there is none left after an orderly end. */
    private static void killPostgres() throws IOException {
        Path pidFile = dataDir.resolve("postgres/postmaster.pid");
        if (Files.exists(pidFile)) {
            long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).strip());
            ProcessHandle.of(pid).ifPresent(postmaster -> {
                List<ProcessHandle> all =
                        new ArrayList<>(postmaster.descendants().toList());
                all.add(0, postmaster);
                all.forEach(ProcessHandle::destroyForcibly);
            });
        }
    }
}
