package dev.tollgate.wallet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.Gateway;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Idempotency-Key from the client's side: of all requests with one key, one is executed and charged. */
class IdempotencyTest {

    private static final Gateway GATEWAY = Gateway.shared();
    private static final String CLAUDE = "claude-3-5-sonnet-20241022";

    private final String key = UUID.randomUUID().toString();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aRepeatGetsTheSameAnswerAndCostsNothing(boolean stream) {
        String wallet = GATEWAY.newWallet("1.0");

        HttpResponse<String> first = call(wallet, CLAUDE, stream);
        HttpResponse<String> repeat = call(wallet, CLAUDE, stream);

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("idempotency-replayed")).isEmpty();
        assertThat(repeat.statusCode()).isEqualTo(200);
        assertThat(repeat.body()).isEqualTo(first.body());
        assertThat(repeat.headers().firstValue("idempotency-replayed")).hasValue("true");
        assertThat(repeat.headers().firstValue("content-type"))
                .isEqualTo(first.headers().firstValue("content-type"));
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.950848");
    }

    @Test
    void anotherBodyIs422() {
        String wallet = GATEWAY.newWallet("1.0");
        call(wallet, CLAUDE, false);

        assertThat(call(wallet, CLAUDE, true).statusCode()).isEqualTo(422);
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.950848");
    }

    @Test
    void anotherWalletsKeyIsIndependent() {
        String one = GATEWAY.newWallet("1.0");
        String other = GATEWAY.newWallet("1.0");
        call(one, CLAUDE, false);

        assertThat(call(other, CLAUDE, false).headers().firstValue("idempotency-replayed"))
                .isEmpty();
        assertThat(GATEWAY.balanceMon(other)).isEqualTo("0.950848");
    }

    @Test
    void ofManyAtOnceOneIsExecutedAndTheOthersAreToldToWait() {
        String wallet = GATEWAY.newWallet("1.0");

        List<HttpResponse<String>> answers = IntStream.range(0, 10)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> call(wallet, "sandbox-stall-for-1s", false)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(200, 409);
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() == 409)
                .isNotEmpty()
                .allSatisfy(answer ->
                        assertThat(answer.headers().firstValue("retry-after")).isPresent());
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() == 200)
                .filteredOn(answer ->
                        answer.headers().firstValue("idempotency-replayed").isEmpty())
                .hasSize(1);
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.950848");
    }

    @Test
    void whoWasTooPoorMayTryAgainWithTheSameKey() {
        String wallet = GATEWAY.newWallet("0.04");
        assertThat(call(wallet, CLAUDE, false).statusCode()).isEqualTo(402);

        GATEWAY.recharge(wallet, "0.96");

        assertThat(call(wallet, CLAUDE, false).statusCode()).isEqualTo(200);
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.950848");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sandbox-529", "sandbox-429", "sandbox-400", "sandbox-cut"})
    void whatMayFareBetterLaterIsNotKept(String model) {
        String wallet = GATEWAY.newWallet("1.0");

        HttpResponse<String> first = call(wallet, model, false);
        HttpResponse<String> repeat = call(wallet, model, false);

        assertThat(first.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(repeat.statusCode()).isEqualTo(first.statusCode());
        assertThat(repeat.headers().firstValue("idempotency-replayed")).isEmpty();
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("1.0");
    }

    @Test
    void aRefusalThatIsTheEndOfTheMatterIsKept() {
        String wallet = GATEWAY.newWallet("1.0");

        HttpResponse<String> first = call(wallet, "sandbox-404", false);
        HttpResponse<String> repeat = call(wallet, "sandbox-404", false);

        assertThat(first.statusCode()).isEqualTo(404);
        assertThat(repeat.statusCode()).isEqualTo(404);
        assertThat(repeat.body()).isEqualTo(first.body());
        assertThat(repeat.headers().firstValue("idempotency-replayed")).hasValue("true");
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("1.0");
    }

    @Test
    void aStreamThatWasTooLongToKeepIsNotExecutedAgain() {
        try (Gateway gateway = Gateway.start(Map.of("MAX_TOKENS_PER_REQUEST", "20000"))) {
            String wallet = gateway.newWallet("1.0");
            String body = body("sandbox-events-12000", true).replace("4096", "20000");
            String[] headers = {"X-User-Address", wallet, "Idempotency-Key", key};

            HttpResponse<String> first = gateway.post("/api/v1/claude/messages", body, headers);
            HttpResponse<String> repeat = gateway.post("/api/v1/claude/messages", body, headers);

            assertThat(first.statusCode()).isEqualTo(200);
            assertThat(first.body()).hasSizeGreaterThan(1024 * 1024);
            assertThat(repeat.statusCode()).isEqualTo(409);
            assertThat(repeat.body()).contains("not kept");
            assertThat(repeat.headers().firstValue("retry-after")).isEmpty();
            assertThat(gateway.balanceMon(wallet)).isEqualTo("0.76");
        }
    }

    @Test
    void aMalformedKeyIs400AndCostsNothing() {
        String wallet = GATEWAY.newWallet("1.0");

        assertThat(call(wallet, "k".repeat(256)).statusCode()).isEqualTo(400);
        assertThat(call(wallet, "a\tb").statusCode()).isEqualTo(400);
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("1.0");
    }

    @Test
    void aRepeatedHeaderIs400() {
        HttpResponse<String> answer = GATEWAY.post(
                "/api/v1/claude/messages",
                body(CLAUDE, false),
                "X-User-Address",
                GATEWAY.newWallet("1.0"),
                "Idempotency-Key",
                key,
                "Idempotency-Key",
                "another");

        assertThat(answer.statusCode()).isEqualTo(400);
    }

    @Test
    void aRechargeIsBookedOnce() {
        String wallet = Gateway.newWallet();
        String body = "{\"user_address\":\"" + wallet + "\",\"amount\":\"1.0\",\"client_type\":\"test\"}";

        HttpResponse<String> first = GATEWAY.post("/internal/recharge", body, "Idempotency-Key", key);
        HttpResponse<String> repeat = GATEWAY.post("/internal/recharge", body, "Idempotency-Key", key);

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(repeat.body()).isEqualTo(first.body());
        assertThat(repeat.headers().firstValue("idempotency-replayed")).hasValue("true");
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("1.0");
    }

    private HttpResponse<String> call(String wallet, String model, boolean stream) {
        return GATEWAY.post(
                "/api/v1/claude/messages", body(model, stream), "X-User-Address", wallet, "Idempotency-Key", key);
    }

    private static HttpResponse<String> call(String wallet, String key) {
        return GATEWAY.post(
                "/api/v1/claude/messages", body(CLAUDE, false), "X-User-Address", wallet, "Idempotency-Key", key);
    }

    private static String body(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":4096,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello!\"}]}";
    }
}
