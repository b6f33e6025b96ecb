package dev.tollgate.edge;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.RawHttp;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What happens above {@code tollgate.edge.max-at-work} and {@code max-waiting}, which are one here. */
class WorkloadTest {

    private static final String MESSAGES = "/api/v1/claude/messages";
    private static final String QUESTION =
            "{\"model\":\"claude-test-1\",\"max_tokens\":1000,\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}";

    private static final Executor DIRECT = Runnable::run;

    private static ClaudeStandIn claude;
    private static Gateway gateway;
    private static Workload workload;

    @BeforeAll
    static void start() {
        claude = ClaudeStandIn.start();
        gateway = Gateway.start(Map.of(
                "tollgate.edge.max-at-work",
                "1",
                "tollgate.edge.max-waiting",
                "1",
                "tollgate.edge.max-wait",
                "1s",
                "CLAUDE_BACKEND_URL",
                claude.messagesUrl().toString()));
        workload = gateway.application().getBean(Workload.class);
    }

    @AfterAll
    static void close() {
        claude.close();
        gateway.close();
    }

    @Test
    void oneMayWaitForItsTurnTheNextIsRefusedAtOnceAndReadsAreServed() throws Exception {
        String wallet = gateway.newWallet("1");
        var work = new CountDownLatch(1);
        occupy(work);
        CompletableFuture<HttpResponse<String>> waiting = CompletableFuture.supplyAsync(() -> ask(wallet));
        await().until(() -> workload.waiting() == 1);

        HttpResponse<String> refused = ask(wallet);
        HttpResponse<String> read = gateway.get("/api/v1/balance/" + wallet);
        boolean waited = !waiting.isDone();
        work.countDown();

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).hasValue("1");
        assertThat(refused.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        assertThat(refused.body()).contains("\"detail\"").contains("Too many requests are being worked on");
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(waited).isTrue();
        assertThat(waiting.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        await().until(() -> workload.atWork() == 0);
    }

    @Test
    void aConnectionOutlivesARefusalAndIsServedAfterIt() throws Exception {
        String wallet = gateway.newWallet("1");
        var work = new CountDownLatch(1);
        occupy(work);
        workload.execute(() -> {}, DIRECT); // waits
        byte[] request = RawHttp.concat(
                RawHttp.head(
                        "POST",
                        MESSAGES,
                        RawHttp.lines(
                                "X-User-Address: " + wallet,
                                "Content-Type: application/json",
                                "Content-Length: " + QUESTION.length())),
                QUESTION.getBytes(US_ASCII));
        try (Socket connection = RawHttp.connect(gateway.url())) {
            connection.getOutputStream().write(request);
            RawHttp.Answer refused = RawHttp.read(connection.getInputStream());
            work.countDown();
            await().until(() -> workload.atWork() == 0);
            connection.getOutputStream().write(request);
            RawHttp.Answer served = RawHttp.read(connection.getInputStream());

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).hasValue("1");
            assertThat(refused.header("connection")).isEmpty();
            assertThat(served.status()).isEqualTo(200);
        }
    }

    @Test
    void nobodyWaitsForItsTurnForLongerThanMaxWait() throws Exception {
        String wallet = gateway.newWallet("1");
        var work = new CountDownLatch(1);
        occupy(work);

        HttpResponse<String> overdue = ask(wallet);
        work.countDown();

        assertThat(overdue.statusCode()).isEqualTo(503);
    }

    @Test
    void aCallThatWaitsForItsUpstreamKeepsNobodyOut() throws Exception {
        String waiting = gateway.newWallet("1");
        String other = gateway.newWallet("1");
        claude.forget();
        claude.next(ClaudeStandIn.rawThenSilence("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"));
        CompletableFuture<Integer> stalled =
                CompletableFuture.supplyAsync(() -> ask(waiting).statusCode());
        claude.takeRequest();

        assertThat(ask(other).statusCode()).isEqualTo(200);
        assertThat(stalled).isNotDone();
    }

    @Test
    void operatorsComeInAtOnceAndCountForNothing() throws Exception {
        var work = new CountDownLatch(1);
        occupy(work);
        workload.execute(() -> {}, DIRECT); // waits

        HttpResponse<String> answer =
                gateway.post(gateway.managementUrl() + "/operator/ledger/check", "{}", "Authorization", "Bearer none");
        int atWork = workload.atWork();
        work.countDown();

        assertThat(answer.statusCode()).isNotEqualTo(503);
        assertThat(atWork).isEqualTo(1);
    }

    @Test
    void whoRestsLetsTheNextInAndGoesOnThoughItIsFull() {
        List<String> order = new ArrayList<>();
        workload.execute(
                () -> {
                    Workload.Turn turn = workload.turn();
                    workload.execute(() -> order.add("second, " + workload.atWork()), DIRECT);
                    turn.rest();
                    turn.work();
                    order.add("first, " + workload.atWork());
                },
                DIRECT);

        assertThat(order).containsExactly("second, 1", "first, 1");
        assertThat(workload.atWork()).isZero();
    }

    /** Works until the latch is down. */
    private static void occupy(CountDownLatch until) {
        workload.execute(
                () -> {
                    try {
                        until.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                work -> new Thread(work).start());
    }

    private static HttpResponse<String> ask(String wallet) {
        return gateway.post(MESSAGES, QUESTION, "X-User-Address", wallet);
    }
}
