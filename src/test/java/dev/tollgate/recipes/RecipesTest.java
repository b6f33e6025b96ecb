package dev.tollgate.recipes;

import static dev.tollgate.recipes.Shop.ANTHROPIC;
import static dev.tollgate.recipes.Shop.DOCUMENTED;
import static dev.tollgate.recipes.Shop.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.evm.OddNode;
import dev.tollgate.json.StrictJson;
import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.ReceivedRequest;
import dev.tollgate.testing.Recipe;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Each recipe, applied to the running application, does what its page says; and is taken back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecipesTest {

    /** 1,000 x 1.2 / 100,000. */
    private static final BigDecimal HOLD_MON = new BigDecimal("0.012");

    private static final String QUESTION = question("claude-3-5-sonnet-20241022", false);
    private static final String STREAM = question("claude-3-5-sonnet-20241022", true);

    private Shop shop;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        shop = new Shop(folder);
    }

    @AfterAll
    void close() throws Exception {
        shop.close();
    }

    @BeforeEach
    void forget() {
        shop.first.forget();
        shop.second.forget();
    }

    /** What a recipe's test does while the recipe is live. */
    @FunctionalInterface
    private interface Check {
        void run() throws Exception;
    }

    private void with(String recipe, Check check) throws Exception {
        with(Recipe.named(recipe), check);
    }

    private void with(Recipe recipe, Check check) throws Exception {
        shop.apply(recipe);
        try {
            check.run();
        } finally {
            shop.reverse(recipe);
        }
    }

    @Test
    void thePagesAreTheseTwelve() throws IOException {
        assertThat(Recipe.names())
                .containsExactly(
                        "another-upstream",
                        "answer-402",
                        "charge-policy",
                        "deposit-rule",
                        "fallback-upstream",
                        "limit",
                        "new-endpoint",
                        "new-job",
                        "price",
                        "redaction",
                        "usage-file",
                        "webhook");
    }

    @Test
    void anotherUpstream() throws Exception {
        with("another-upstream", () -> {
            String wallet = wallet("1");

            assertThat(shop.call(DOCUMENTED, wallet, QUESTION, "x-api-key", "the-client's")
                            .statusCode())
                    .isEqualTo(200);

            ReceivedRequest request = shop.second.takeRequest();
            assertThat(request.text()).isEqualTo(QUESTION);
            assertThat(request.header("x-api-key")).hasValue("second-key");
            assertThat(request.header("anthropic-version")).hasValue("2023-06-01");
            assertThat(shop.first.requests()).isEmpty();
            assertThat(shop.balance(wallet)).isEqualByComparingTo(mon("1").subtract(HOLD_MON));
        });
    }

    @Test
    void aSecondUpstreamAsAFallback() throws Exception {
        with("fallback-upstream", () -> {
            assertSecondAnswers(QUESTION, ClaudeStandIn.reset());
            assertSecondAnswers(
                    QUESTION,
                    ClaudeStandIn.raw("HTTP/1.1 500 Oops\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}"));
            assertSecondAnswers(QUESTION, ClaudeStandIn.rawThenSilence(""));
            assertSecondAnswers(
                    QUESTION, ClaudeStandIn.raw("HTTP/1.1 401 No\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}"));
            assertSecondAnswers(STREAM, ClaudeStandIn.noAnswer());
            assertSecondAnswers(
                    STREAM, ClaudeStandIn.rawThenSilence("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"));
            assertNobodyIsChargedWhereBothFail();
            assertWhatTheClientCausedGoesBackToIt();
        });
    }

    private void assertSecondAnswers(String question, ClaudeStandIn.Misbehaviour misbehaviour) throws Exception {
        String wallet = wallet("1");
        shop.first.next(misbehaviour);

        HttpResponse<String> answer =
                shop.call(DOCUMENTED, wallet, question, "anthropic-beta", "some-beta", "Idempotency-Key", wallet);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains(question.equals(STREAM) ? "message_stop" : "end_turn");
        assertThat(shop.first.takeRequest().header("x-api-key")).hasValue("first-key");
        ReceivedRequest request = shop.second.takeRequest();
        assertThat(request.text()).isEqualTo(question);
        assertThat(request.header("x-api-key")).hasValue("second-key");
        assertThat(request.header("content-type")).hasValue("application/json");
        assertThat(request.header("anthropic-beta")).hasValue("some-beta");
        await(() -> shop.charges(wallet), List.of(HOLD_MON));
        assertThat(shop.holds(wallet)).containsExactly("POSTED");
        assertThat(shop.balance(wallet)).isEqualByComparingTo(mon("1").subtract(HOLD_MON));
        assertThat(shop.jdbc()
                        .sql("SELECT output_tokens FROM usage WHERE owner = ?")
                        .param("wallet:" + wallet)
                        .query(Long.class)
                        .single())
                .isPositive();
    }

    private void assertNobodyIsChargedWhereBothFail() throws Exception {
        String wallet = wallet("1");
        shop.first.next(ClaudeStandIn.reset());
        shop.second.next(ClaudeStandIn.reset());

        HttpResponse<String> answer = shop.call(DOCUMENTED, wallet, QUESTION);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(json(answer).path("detail").asText()).startsWith("Backend service error");
        assertThat(shop.holds(wallet)).containsExactly("VOIDED");
        assertThat(shop.balance(wallet)).isEqualByComparingTo("1");
    }

    private void assertWhatTheClientCausedGoesBackToIt() throws Exception {
        shop.second.forget();

        assertThat(shop.call(DOCUMENTED, wallet("1"), question("sandbox-429", false))
                        .statusCode())
                .isEqualTo(429);

        assertThat(shop.second.requests()).isEmpty();
    }

    @Test
    void anotherChargePolicy() throws Exception {
        with("charge-policy", () -> {
            for (String path : List.of(DOCUMENTED, ANTHROPIC)) {
                String wallet = wallet("1");
                JsonNode usage = json(shop.call(path, wallet, QUESTION)).path("usage");
                BigDecimal charge = BigDecimal.valueOf(
                                usage.path("input_tokens").asLong()
                                        + usage.path("output_tokens").asLong())
                        .movePointLeft(5)
                        .stripTrailingZeros();

                assertThat(charge).isPositive().isLessThan(HOLD_MON);
                assertThat(shop.balance(wallet)).isEqualByComparingTo(mon("1").subtract(charge));

                shop.call(path, wallet, STREAM);
                await(() -> shop.charges(wallet), List.of(charge, charge));
            }
        });
    }

    @Test
    void anotherPrice() throws Exception {
        String early = wallet("1");
        shop.call(DOCUMENTED, early, QUESTION);

        with("price", () -> {
            shop.call(DOCUMENTED, early, QUESTION);
            await(() -> shop.charges(early), List.of(HOLD_MON, HOLD_MON.multiply(mon("2"))));

            for (String path : List.of(DOCUMENTED, ANTHROPIC)) {
                String wallet = wallet("1");

                shop.call(path, wallet, QUESTION);

                BigDecimal charge = HOLD_MON.multiply(mon("2"));
                assertThat(shop.balance(wallet)).isEqualByComparingTo(mon("1").subtract(charge));
                await(() -> shop.charges(wallet), List.of(charge));
                assertThat(shop.jdbc()
                                .sql("SELECT price FROM usage WHERE owner = ?")
                                .param("wallet:" + wallet)
                                .query(String.class)
                                .list())
                        .containsExactly("claude-max-tokens@50000");
            }
        });
    }

    @Test
    void aWebhookAfterSettlement() throws Exception {
        with("webhook", () -> {
            String wallet = wallet("1");
            CountDownLatch receiverAnswers = shop.receiver.answersLater();

            // The receiver answers only after the client has its answers: else this would fail by its time-out.
            for (String question : List.of(QUESTION, STREAM)) {
                assertThat(shop.call(DOCUMENTED, wallet, question, "Idempotency-Key", "key-" + question.hashCode())
                                .statusCode())
                        .isEqualTo(200);
                assertTold(shop.receiver.next(), wallet);
            }
            receiverAnswers.countDown();
            assertThat(shop.call(DOCUMENTED, wallet, QUESTION, "Idempotency-Key", "key-" + QUESTION.hashCode())
                            .headers()
                            .firstValue("idempotency-replayed"))
                    .hasValue("true");

            shop.receiver.answersWith(500);
            assertThat(shop.call(DOCUMENTED, wallet, QUESTION).statusCode()).isEqualTo(200);
            assertTold(shop.receiver.next(), wallet);
            assertThat(shop.receiver.wasToldMore()).isFalse();
            await(() -> shop.log().contains(" failed - HttpOperationFailedException"), true);
            assertThat(shop.log()).doesNotContain("webhook-token");
            assertThat(shop.holds(wallet)).containsExactly("POSTED", "POSTED", "POSTED");
            assertThat(shop.balance(wallet)).isEqualByComparingTo(mon("1").subtract(HOLD_MON.multiply(mon("3"))));
        });
    }

    private void assertTold(Receiver.Told told, String wallet) throws IOException {
        assertThat(told.headers()).containsEntry("authorization", "Bearer webhook-token");
        assertThat(told.headers().get("content-type")).startsWith("application/json");
        assertThat(told.headers()).doesNotContainKeys("x-user-address", "x-api-key", "idempotency-key");
        assertThat(told.text()).doesNotContain("Hello!").doesNotContain("key");
        assertThat(told.json().path("owner").asText()).isEqualTo("wallet:" + wallet);
        assertThat(told.json().path("charge").asText()).isEqualTo("12000000000000000");
        assertThat(told.json().path("output_tokens").asLong()).isPositive();
        assertThat(told.json().path("outcome").asText()).isEqualTo("ok");
    }

    @Test
    void usageAlsoWrittenToAFile() throws Exception {
        with("usage-file", () -> {
            String wallet = wallet("1");
            Path inTheWay =
                    Files.writeString(Files.createDirectories(shop.dataDir()).resolve("usage"), "no folder");
            assertThat(shop.call(DOCUMENTED, wallet("1"), QUESTION).statusCode())
                    .isEqualTo(200);
            await(() -> shop.log().contains(" was not written - "), true);
            Files.delete(inTheWay);

            IntStream.range(0, 20)
                    .parallel()
                    .forEach(call -> shop.call(DOCUMENTED, wallet, call % 2 == 0 ? QUESTION : STREAM));

            await(() -> lines("usage", "usage-.*\\.jsonl").size(), 20);
            List<String> ids = new ArrayList<>();
            for (String line : lines("usage", "usage-.*\\.jsonl")) {
                JsonNode event = StrictJson.mapper().readTree(line);
                assertThat(event.path("charge").asText()).isEqualTo("12000000000000000");
                ids.add(event.path("id").asText());
            }
            assertThat(ids)
                    .containsExactlyInAnyOrderElementsOf(shop.jdbc()
                            .sql("SELECT hold_id::text FROM usage WHERE owner = ?")
                            .param("wallet:" + wallet)
                            .query(String.class)
                            .list());
        });
    }

    @Test
    void anotherDepositRule() throws Exception {
        with("deposit-rule", () -> {
            shop.chain.says("eth_getTransactionByHash", payment("0x2386f26fc0ffff")); // a wei less than 0.01 MON
            HttpResponse<String> tooLittle = shop.post("/api/v1/mcp/deposit-confirm", deposit("9999999999999999"));
            assertThat(tooLittle.statusCode()).isEqualTo(422);
            assertThat(json(tooLittle).path("detail").asText()).contains("less than the least deposit");

            shop.chain.says("eth_getTransactionByHash", payment("0x2386f26fc10000"));
            shop.chain.says("eth_blockNumber", "\"0x6e\""); // the payment is in 0x64, so it is 11 blocks deep
            HttpResponse<String> early = shop.post("/api/v1/mcp/deposit-confirm", deposit("10000000000000000"));
            assertThat(early.statusCode()).isEqualTo(202);
            assertThat(early.body()).contains("11 of 12 confirmations");

            shop.chain.says("eth_blockNumber", "\"0x6f\"");
            assertThat(shop.post("/api/v1/mcp/deposit-confirm", deposit("10000000000000000"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(shop.balance(OddNode.USER)).isEqualByComparingTo("0.01");
        });
    }

    private static String payment(String value) {
        return "{\"hash\":\"" + OddNode.HASH + "\",\"from\":\"" + OddNode.USER
                + "\",\"to\":\"0x7011647e000000000000000000000000000000aa\",\"value\":\"" + value + "\"}";
    }

    private static String deposit(String wei) {
        return "{\"user_address\":\"" + OddNode.USER + "\",\"amount_wei\":\"" + wei + "\",\"tx_hash\":\"" + OddNode.HASH
                + "\"}";
    }

    @Test
    void anotherAnswerForThe402() throws Exception {
        with("answer-402", () -> {
            HttpResponse<String> answer = shop.call(DOCUMENTED, Gateway.newWallet(), QUESTION);

            assertThat(answer.statusCode()).isEqualTo(402);
            assertThat(json(answer)).isEqualTo(StrictJson.mapper().readTree("""
                    {"error": "payment_required", "message": "Insufficient MON balance", "current_balance_mon": "0.0",
                    "required_mon": "0.012", "quote_url": "/api/v1/x402/quote", "support": "billing@example.com"}"""));
        });
    }

    @Test
    void aNewEndpointFromSharedSteps() throws Exception {
        with("new-endpoint", () -> {
            String wallet = wallet("1");
            shop.call(DOCUMENTED, wallet, QUESTION);
            shop.call(DOCUMENTED, wallet, QUESTION);
            shop.call(DOCUMENTED, wallet, question("sandbox-events-2", false));

            JsonNode items = json(shop.get("/wallet/v1/usage/models", "X-User-Address", wallet))
                    .path("items");

            assertThat(items).hasSize(2);
            assertThat(items.path(0).path("model").asText()).isEqualTo("claude-3-5-sonnet-20241022");
            assertThat(items.path(0).path("calls").asInt()).isEqualTo(2);
            assertThat(items.path(0).path("charge").asText()).isEqualTo("24000000000000000");
            assertThat(shop.get("/wallet/v1/usage/models", "X-User-Address", Gateway.newWallet())
                            .body())
                    .isEqualToIgnoringWhitespace("{\"items\": []}");
            assertThat(shop.get("/wallet/v1/usage/models").statusCode()).isEqualTo(400);
        });
    }

    @Test
    void aNewQuartzJob() throws Exception {
        Recipe everySecond = Recipe.named("new-job").with("cron: 0 5 0 * * ?", "cron: '* * * * * ?'");
        String row = "INSERT INTO usage (hold_id, request_id, owner, route, model, input_tokens, output_tokens,"
                + " cache_write_tokens, cache_read_tokens, duration_ms, outcome, charge, asset, price, created_at)"
                + " SELECT gen_random_uuid(), 'r', 'o', 'r', 'of-yesterday', 1, 2, 0, 0, 1, 'ok', 5, 'MON', 'p',"
                + " date_trunc('day', now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - interval '1 hour' * n"
                + " FROM unnest(ARRAY[1, 24, 25]) n";
        shop.jdbc().sql(row).update();

        with(everySecond, () -> {
            await(() -> lines("reports", "usage-.*\\.json").size(), 1);

            JsonNode report = StrictJson.mapper()
                    .readTree(lines("reports", "usage-.*\\.json").get(0));
            assertThat(report).isEqualTo(StrictJson.mapper().readTree("""
                    [{"model": "of-yesterday", "calls": 2, "output_tokens": 4, "charge": "10", "asset": "MON"}]"""));
        });
    }

    @Test
    void aLimitOnOneEndpoint() throws Exception {
        with("limit", () -> {
            String wallet = wallet("1");
            for (int call = 0; call < 30; call++) {
                assertThat(shop.call(DOCUMENTED, wallet, QUESTION).statusCode()).isEqualTo(200);
            }

            HttpResponse<String> refused = shop.call(DOCUMENTED, wallet, QUESTION, "Idempotency-Key", "key");

            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(json(refused).path("detail").asText()).isEqualTo("Too many calls: at most 30 in 60 s");
            assertThat(Integer.parseInt(
                            refused.headers().firstValue("retry-after").orElseThrow()))
                    .isBetween(1, 60);
            assertThat(shop.balance(wallet)).isEqualByComparingTo(mon("1").subtract(HOLD_MON.multiply(mon("30"))));
            assertThat(shop.jdbc()
                            .sql("SELECT count(*) FROM idempotency_key WHERE key = 'key'")
                            .query(Long.class)
                            .single())
                    .isZero();
            assertThat(shop.call(ANTHROPIC, wallet, QUESTION).statusCode()).isEqualTo(200);
            assertThat(shop.call(DOCUMENTED, wallet("1"), QUESTION).statusCode())
                    .isEqualTo(200);
        });
    }

    @Test
    void aRedactionOfTheRequest() throws Exception {
        String question = """
                {"model":"claude-3-5-sonnet-20241022","max_tokens":1000,"metadata":{"user_id":"ann","x":1.50},
                "messages":[{"role":"user","content":"Write to ann@example.org, please."}]}""";
        with("redaction", () -> {
            for (String path : List.of(DOCUMENTED, ANTHROPIC)) {
                String wallet = wallet("1");

                HttpResponse<String> answer = shop.call(path, wallet, question, "Idempotency-Key", "a-key");

                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(shop.first.takeRequest().text()).isEqualTo("""
                        {"model":"claude-3-5-sonnet-20241022","max_tokens":1000,"metadata":{"x":1.50},\
                        "messages":[{"role":"user","content":"Write to [e-mail], please."}]}""");
                assertThat(shop.balance(wallet)).isEqualByComparingTo(mon("1").subtract(HOLD_MON));
                assertThat(shop.call(path, wallet, question, "Idempotency-Key", "a-key")
                                .headers()
                                .firstValue("idempotency-replayed"))
                        .hasValue("true");
            }
        });
    }

    private static String question(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":1000,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}";
    }

    private String wallet(String mon) throws Exception {
        String address = Gateway.newWallet();
        shop.recharge(address, mon);
        return address;
    }

    private static BigDecimal mon(String decimal) {
        return new BigDecimal(decimal);
    }

    private List<String> lines(String folder, String name) throws IOException {
        Path in = shop.dataDir().resolve(folder);
        if (!Files.isDirectory(in)) {
            return List.of();
        }
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(in)) {
            for (Path file : files.filter(path -> path.getFileName().toString().matches(name))
                    .toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        return lines;
    }

    private static void await(Callable<?> what, Object expected) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        Object seen = null;
        while (System.nanoTime() < deadline) {
            try {
                seen = what.call();
                if (expected.equals(seen)) {
                    return;
                }
                Thread.sleep(20);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        assertThat(seen).isEqualTo(expected);
    }
}
