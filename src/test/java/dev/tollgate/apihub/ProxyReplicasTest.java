package dev.tollgate.apihub;

import static dev.tollgate.apihub.Proxy.MODEL;
import static dev.tollgate.apihub.Proxy.chat;
import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.apihub.Proxy.Call;
import dev.tollgate.apihub.Proxy.Client;
import dev.tollgate.metering.InputTokenEstimate;
import dev.tollgate.quota.DayClose;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import dev.tollgate.usage.UsageRollUp;
import dev.tollgate.wallet.StreamClient;
import java.math.BigInteger;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Two applications on one database, called by 64 at once: what holds for one holds for both together. */
class ProxyReplicasTest {

    private static final int CALLERS = 64;
    private static final String CHAT = "/v1/chat/completions";
    private static final Duration WITHIN = Duration.ofSeconds(1);
    private static final String ZONE = whereItIsNoon();

    private static Proxy proxy;
    private static Gateway one;
    private static Gateway two;
    private static ExecutorService callers;

    @BeforeAll
    static void start() {
        callers = Executors.newFixedThreadPool(CALLERS);
        proxy = Proxy.start(Map.of("BUSINESS_ZONE", ZONE));
        one = proxy.gateway();
        two = proxy.replica();
    }

    @AfterAll
    static void stop() {
        callers.shutdownNow();
        two.close();
        proxy.close();
    }

    @Test
    void theDaysLimitIsExact() {
        Client client = proxy.client("10", "\"rate_limit_day\": 300");

        List<Integer> statuses = call(400, client, MODEL, 5);

        assertThat(statuses).containsOnly(200, 429);
        assertThat(times(200, statuses)).isEqualTo(300);
        assertThat(requests(client, "requests")).isEqualTo(300);
    }

    @Test
    void theMinutesLimitIsExact() {
        Client client = proxy.client("10", "\"rate_limit\": 100");
        await().atMost(Duration.ofSeconds(60)).until(() -> databasesTime().getSecond() < 35);

        OffsetDateTime begin = databasesTime();
        List<Integer> statuses = call(200, client, MODEL, 5);
        boolean inOneMinute = begin.getMinute() == databasesTime().getMinute();

        assertThat(statuses).containsOnly(200, 429);
        long granted = requests(client, "requests");
        assertThat(times(200, statuses)).isEqualTo(granted);
        assertThat(requests(client, "minute_requests")).isLessThanOrEqualTo(100);
        assertThat(granted - requests(client, "minute_requests")).isLessThanOrEqualTo(100);
        if (inOneMinute) {
            assertThat(granted).isEqualTo(100);
        }
    }

    @Test
    void theTokenCapIsUsedUpAndPassedByTheErrorOfCallsUnderWayAtMost() {
        int output = 10; // of 20 words, cut
        String question = chat("sandbox-events-20", "\"max_tokens\": " + output);
        Client probe = proxy.client("10", "");
        expect(200, proxy.post(probe, CHAT, question));
        Call call = proxy.call(probe);
        assertThat(call.output()).isEqualTo(output);
        long each = call.input() + output;
        long reserved = one.application().getBean(InputTokenEstimate.class).tokens(Wire.CHAT.read(question)) + output;
        long cap = 60 * each + reserved / 2;
        Client client = proxy.client("10", "\"token_limit\": " + cap);

        List<Integer> statuses = call(150, client, "sandbox-events-20", output);
        int more = 0;
        while (proxy.post(client, CHAT, question).statusCode() == 200) {
            more++; // those that others' estimates had kept out
        }

        assertThat(statuses).containsOnly(200, 429);
        long calls = times(200, statuses) + more;
        assertThat(allowance(client)).isEqualTo(calls * each + " used, 0 held");
        assertThat(calls * each).isBetween(cap - reserved + 1, cap + CALLERS * Math.max(0, each - reserved));
    }

    @Test
    void theBalanceIsNeverOverdrawnAndEachChargeIsBookedOnce() {
        Client client = proxy.client("0.002", "");
        Client sister = proxy.client(client.user(), "");

        List<Integer> statuses = callAsTurns(120, number -> post(number % 3 == 0 ? sister : client, number, MODEL, 10));

        assertThat(statuses).containsOnly(200, 402);
        assertThat(times(200, statuses)).isGreaterThan(CALLERS);
        assertThat(times(402, statuses)).isPositive();
        BigInteger left = proxy.balance(client.user());
        assertThat(left).isNotNegative();
        // What the estimate was short of, once nothing was left, is a debt.
        BigInteger debt = account("shortfall", client.user());
        assertThat(debt).isLessThan(BigInteger.valueOf(CALLERS * 10));
        assertThat(charges(client.user()))
                .isEqualTo(BigInteger.valueOf(2_000).subtract(left).add(debt));
        assertThat(proxy.openHolds(client.user())).isZero();
        assertThat(allowance(client)).endsWith(" 0 held");
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                change("deactivated", 401, client -> client.user().post(key(client) + "/deactivate", "")),
                change("deleted", 401, client -> client.user().delete(key(client))),
                change("for other models", 403, client -> put(client, "\"allowed_models\": [\"gpt-4\"]")),
                change("with one request a minute", 429, client -> put(client, "\"rate_limit\": 1")),
                change("with one token", 429, client -> put(client, "\"token_limit\": 1")),
                change(
                        "of a disabled user",
                        401,
                        client -> ApiUser.admin(one)
                                .put("/api/users/" + client.user().id(), "{\"is_active\": false}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void whatIsDoneToAKeyAtOneCountsAtTheOtherWithinASecond(
            String name, int status, Function<Client, HttpResponse<String>> change) {
        Client client = proxy.client("10", "");
        assertThat(post(client, 1, MODEL, 5).statusCode()).isEqualTo(200);
        assertThat(post(client, 1, MODEL, 5).statusCode()).isEqualTo(200);

        assertThat(change.apply(client).statusCode()).isLessThan(300);
        awaitAtTwo(client, status);
    }

    @Test
    void theCallsUnderWayOfADeletedKeyAreSettled() {
        Client client = proxy.client("10", "");
        try (StreamClient stream = StreamClient.post(
                two.url() + CHAT,
                Wire.CHAT.question("sandbox-events-60-every-50ms", true),
                "",
                "Authorization",
                "Bearer " + client.key())) {
            assertThat(stream.event()).startsWith("data: ");

            expect(200, client.user().delete(key(client)));
            awaitAtTwo(client, 401);

            assertThat(stream.restText()).endsWith("data: [DONE]\n\n");
        }
        Call call = proxy.call(client);
        assertThat(call.outcome()).isEqualTo("ok");
        assertThat(call.output()).isEqualTo(60);
        assertThat(call.charge()).isEqualTo(Proxy.price(call.input(), 0, 60));
        assertThat(proxy.balance(client.user()))
                .isEqualTo(BigInteger.valueOf(10_000_000).subtract(call.charge()));
        assertThat(proxy.openHolds(client.user())).isZero();
    }

    @Test
    void usageIsAddedUpOnceWhicheverReplicaDoes() {
        Client client = proxy.client("10", "");
        assertThat(call(40, client, MODEL, 5)).containsOnly(200);

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            atBoth(gateway -> gateway.application().getBean(UsageRollUp.class).rollUp());
            assertThat(sums("usage_hour", "sum(requests)", "sum(cost)", client))
                    .isEqualTo(sums("usage", "count(*)", "sum(charge)", client))
                    .startsWith("40 calls, ");
        });
        atBoth(gateway -> gateway.application().getBean(UsageRollUp.class).rollUp());
        assertThat(sums("usage_hour", "sum(requests)", "sum(cost)", client)).startsWith("40 calls, ");
    }

    @Test
    void aDayIsClosedOnceWhicheverReplicaDoes() {
        Client client = proxy.client("10", "");
        one.jdbc()
                .sql(
                        "INSERT INTO request_count VALUES (?, (now() AT TIME ZONE ?)::date - 1, 7, now(), 0, 0, NULL, NULL, 0)")
                .param("key:" + client.keyId())
                .param(ZONE)
                .update();

        for (int i = 0; i < 3; i++) {
            atBoth(gateway -> gateway.application().getBean(DayClose.class).close());
        }

        assertThat(one.jdbc()
                        .sql("SELECT requests FROM request_day_closed WHERE subject = ?")
                        .param("key:" + client.keyId())
                        .query(Long.class)
                        .list())
                .containsExactly(7L);
        assertThat(one.jdbc()
                        .sql("SELECT count(*) FROM request_day WHERE day = (now() AT TIME ZONE ?)::date - 1")
                        .param(ZONE)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    /** The statuses of so many calls, by turns at either replica. */
    private static List<Integer> call(int calls, Client client, String model, int maxTokens) {
        return callAsTurns(calls, number -> post(client, number, model, maxTokens));
    }

    private static List<Integer> callAsTurns(int calls, Function<Integer, HttpResponse<String>> call) {
        List<CompletableFuture<Integer>> answers = IntStream.range(0, calls)
                .mapToObj(number ->
                        CompletableFuture.supplyAsync(() -> call.apply(number).statusCode(), callers))
                .toList();
        return answers.stream().map(CompletableFuture::join).toList();
    }

    private static HttpResponse<String> post(Client client, int number, String model, int maxTokens) {
        Gateway gateway = number % 2 == 0 ? one : two;
        return gateway.post(
                CHAT, chat(model, "\"max_tokens\": " + maxTokens), "Authorization", "Bearer " + client.key());
    }

    private static void awaitAtTwo(Client client, int status) {
        long doneNanos = System.nanoTime();
        Supplier<Duration> since = () -> Duration.ofNanos(System.nanoTime() - doneNanos);
        Duration askedAfter = since.get();
        while (post(client, 1, MODEL, 5).statusCode() != status) {
            assertThat(askedAfter).isLessThan(WITHIN);
            askedAfter = since.get();
        }
    }

    private static void atBoth(Consumer<Gateway> job) {
        List<CompletableFuture<Void>> runs = Stream.of(one, two, one, two)
                .map(gateway -> CompletableFuture.runAsync(() -> job.accept(gateway), callers))
                .toList();
        runs.forEach(CompletableFuture::join);
    }

    private static String key(Client client) {
        return "/api/keys/" + client.keyId();
    }

    private static HttpResponse<String> put(Client client, String field) {
        return client.user().put(key(client), "{" + field + "}");
    }

    private static Arguments change(String name, int status, Function<Client, HttpResponse<String>> change) {
        return Arguments.of(name, status, change);
    }

    private static long times(int status, List<Integer> statuses) {
        return statuses.stream().filter(each -> each == status).count();
    }

    private static long requests(Client client, String column) {
        return one.jdbc()
                .sql("SELECT " + column + " FROM request_count WHERE subject = ?")
                .param("key:" + client.keyId())
                .query(Long.class)
                .single();
    }

    private static String allowance(Client client) {
        return one.jdbc()
                .sql("SELECT format('%s used, %s held', tokens_used, tokens_held) FROM allowance WHERE subject = ?")
                .param("key:" + client.keyId())
                .query(String.class)
                .single();
    }

    private static BigInteger account(String column, ApiUser user) {
        return one.jdbc()
                .sql("SELECT " + column + "::text FROM account WHERE owner = ? AND asset = 'TOKEN'")
                .param("user:" + user.id())
                .query(BigInteger.class)
                .single();
    }

    private static BigInteger charges(ApiUser user) {
        return one.jdbc()
                .sql("SELECT sum(charge)::text FROM usage WHERE owner = ?")
                .param("user:" + user.id())
                .query(BigInteger.class)
                .single();
    }

    private static String sums(String table, String calls, String cost, Client client) {
        return one.jdbc()
                .sql("SELECT format('%s calls, cost %s, tokens %s in, %s out', " + calls + ", " + cost
                        + ", sum(input_tokens), sum(output_tokens)) FROM " + table + " WHERE key_id = ?")
                .param(client.keyId())
                .query(String.class)
                .single();
    }

    private static OffsetDateTime databasesTime() {
        return one.jdbc()
                .sql("SELECT clock_timestamp()")
                .query(OffsetDateTime.class)
                .single();
    }

    /** No day ends while the tests run. */
    private static String whereItIsNoon() {
        int ahead = 12 - OffsetDateTime.now(ZoneOffset.UTC).getHour();
        return "Etc/GMT" + (ahead > 0 ? "-" + ahead : "+" + -ahead); // POSIX's sign
    }
}
