package dev.tollgate.apihub;

import static dev.tollgate.apihub.Proxy.MODEL;
import static dev.tollgate.apihub.Proxy.chat;
import static dev.tollgate.apihub.Proxy.price;
import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.apihub.Proxy.Call;
import dev.tollgate.apihub.Proxy.Client;
import dev.tollgate.testing.ApiUser;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.ReceivedRequest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a key's calls are answered, and what they cost to the millionth. */
class ProxyCallsTest {

    private static final Proxy PROXY = Proxy.shared();

    private record Endpoint(String path, String body, String inputField, String outputField) {
        @Override
        public String toString() {
            return path;
        }
    }

    static Stream<Endpoint> endpoints() {
        return Stream.of(
                new Endpoint("/v1/chat/completions", chat(MODEL, ""), "prompt_tokens", "completion_tokens"),
                new Endpoint(
                        "/v1/completions",
                        "{\"model\": \"sandbox\", \"prompt\": \"Hello!\"}",
                        "prompt_tokens",
                        "completion_tokens"),
                new Endpoint(
                        "/v1/responses",
                        "{\"model\": \"sandbox\", \"input\": \"Hello!\"}",
                        "input_tokens",
                        "output_tokens"),
                new Endpoint(
                        "/v1/embeddings",
                        "{\"model\": \"sandbox\", \"input\": [\"Hello!\", \"And you?\"]}",
                        "prompt_tokens",
                        "completion_tokens"),
                new Endpoint("/v1/messages", chat(MODEL, "\"max_tokens\": 1000"), "input_tokens", "output_tokens"));
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void isChargedForWhatTheUpstreamReports(Endpoint endpoint) {
        Client client = PROXY.client("10", "");

        JsonNode answer = expect(200, PROXY.post(client, endpoint.path(), endpoint.body()));

        long input = answer.path("usage").path(endpoint.inputField()).asLong();
        long output = answer.path("usage").path(endpoint.outputField()).asLong();
        assertThat(input).isPositive();
        Call call = PROXY.call(client);
        assertThat(call)
                .isEqualTo(new Call(
                        MODEL, endpoint.path(), input, 0, 0, output, "ok", 200, price(input, 0, output), call.price()));
        assertThat(call.price()).matches("price-book 2026-11-28-[0-9a-f]{8}");
        assertThat(PROXY.balance(client.user()))
                .isEqualTo(BigInteger.valueOf(10_000_000).subtract(call.charge()));
        JsonNode key = PROXY.key(client);
        assertThat(key.path("request_count").asLong()).isEqualTo(1);
        assertThat(key.path("tokens_used").asLong()).isEqualTo(input + output);
        assertThat(Proxy.units(key.path("quota_used").decimalValue())).isEqualTo(call.charge());
        assertThat(key.path("last_used_at").asText()).isNotEmpty();
    }

    @Test
    void theDocumentsExampleIsAnswered() {
        Client client = PROXY.client("10", "");

        JsonNode answer = expect(200, PROXY.post(client, "/v1/chat/completions", chat("gpt-4", "")));

        assertThat(answer.path("object").asText()).isEqualTo("chat.completion");
        assertThat(answer.path("model").asText()).isEqualTo("gpt-4");
        assertThat(answer.at("/choices/0/message/content").asText()).startsWith("You wrote “Hello!”");
    }

    @Test
    void anthropicsHeaderIsAKeyToo() {
        Client client = PROXY.client("10", "");

        expect(
                200,
                PROXY.gateway()
                        .post(
                                "/v1/messages",
                                chat(MODEL, "\"max_tokens\": 10"),
                                "x-api-key",
                                client.key(),
                                "anthropic-version",
                                "2023-06-01"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"stream_options\": {\"include_usage\": false}", "\"stream_options\": null"})
    void whoDidntAskForTheUsageOfAStreamDoesntSeeItAndPaysForIt(String options) {
        Client client = PROXY.client("10", "");

        String events =
                stream(client, "/v1/chat/completions", "\"stream\": true" + (options.isEmpty() ? "" : ", " + options));

        assertThat(events).endsWith("data: [DONE]\n\n").doesNotContain("prompt_tokens");
        Call call = PROXY.call(client);
        assertThat(call.outcome()).isEqualTo("ok");
        assertThat(call.input()).isPositive();
        assertThat(call.output()).isGreaterThan(10);
        assertThat(call.charge()).isEqualTo(price(call.input(), 0, call.output()));
        assertThat(PROXY.balance(client.user()))
                .isEqualTo(BigInteger.valueOf(10_000_000).subtract(call.charge()));
    }

    @Test
    void whoAskedForTheUsageOfAStreamSeesIt() {
        Client client = PROXY.client("10", "");

        String events = stream(
                client, "/v1/chat/completions", "\"stream\": true, \"stream_options\": {\"include_usage\": true}");

        Call call = PROXY.call(client);
        assertThat(events)
                .contains("\"choices\":[]")
                .contains("\"prompt_tokens\":" + call.input())
                .contains("\"completion_tokens\":" + call.output());
    }

    @Test
    void cachedTokensArePaidOnceAndAtTheirOwnPrice() {
        Client client = PROXY.client("10", "");
        String prompt = "word ".repeat(3_000);

        JsonNode answer = expect(
                200,
                PROXY.post(
                        client,
                        "/v1/chat/completions",
                        "{\"model\":\"sandbox\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}"));

        long prompted = answer.at("/usage/prompt_tokens").asLong();
        long cached = answer.at("/usage/prompt_tokens_details/cached_tokens").asLong();
        long output = answer.at("/usage/completion_tokens").asLong();
        assertThat(cached).isGreaterThan(1_000);
        Call call = PROXY.call(client);
        assertThat(call.input()).isEqualTo(prompted - cached);
        assertThat(call.cacheRead()).isEqualTo(cached);
        assertThat(call.charge()).isEqualTo(price(prompted - cached, cached, output));
    }

    @Test
    void nothingThatNamesTheClientReachesTheUpstream() {
        Client client = PROXY.client("10", "");

        PROXY.post(
                client,
                "/v1/chat/completions",
                chat("gpt-4", "\"user\": \"headers\""),
                "Cookie",
                "session=secret",
                "OpenAI-Organization",
                "org-of-the-client",
                "X-Forwarded-For",
                "203.0.113.7",
                "CamelHttpUri",
                "http://127.0.0.1:1/");

        ReceivedRequest received = PROXY.upstream().requests().stream()
                .filter(request -> request.text().contains("\"user\": \"headers\""))
                .findFirst()
                .orElseThrow();
        assertThat(received.path()).isEqualTo("/v1/chat/completions");
        assertThat(received.header("authorization")).hasValue("Bearer upstream-secret");
        assertThat(received.headers().toString())
                .doesNotContain(client.key())
                .doesNotContain("secret;")
                .doesNotContain("203.0.113.7");
        assertThat(received.headers().keySet())
                .isSubsetOf(
                        "host",
                        "connection",
                        "content-type",
                        "content-length",
                        "transfer-encoding",
                        "accept",
                        "accept-encoding",
                        "authorization");
    }

    @Test
    void theUpstreamsOwnLimitsAreNotTheClients() {
        Client client = PROXY.client("10", "");

        HttpResponse<String> answer = PROXY.post(client, "/v1/chat/completions", chat(MODEL, ""));

        assertThat(answer.headers().map().keySet())
                .noneMatch(name -> name.startsWith("x-ratelimit") || name.startsWith("openai-"));
    }

    @Test
    void aModelThatTheKeyMayNotUseIsNotFound() {
        Client client = PROXY.client("10", "\"allowed_models\": [\"gpt-4\", \"gpt-3.5-turbo\"]");

        JsonNode error = expect(403, PROXY.post(client, "/v1/chat/completions", chat("gpt-4o", "")))
                .path("error");

        assertThat(error.path("code").asText()).isEqualTo("model_not_found");
        assertThat(error.path("message").asText()).contains("`gpt-4o`").contains("gpt-3.5-turbo, gpt-4");
        expect(200, PROXY.post(client, "/v1/chat/completions", chat("gpt-4", "")));
        JsonNode claude =
                expect(403, PROXY.post(client, "/v1/messages", chat("claude-3-5-haiku", "\"max_tokens\": 5")));
        assertThat(claude.path("type").asText()).isEqualTo("error");
        assertThat(claude.at("/error/type").asText()).isEqualTo("permission_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/messages", "/v1/moderations"})
    void aWrongKeyIsRefusedInTheSdksOwnTerms(String path) {
        String[] none = {};
        String[] wrong = {"Authorization", "Bearer ahg_" + "A".repeat(43)};
        for (String[] headers : List.of(none, wrong)) {
            JsonNode answer = expect(401, PROXY.gateway().post(path, chat(MODEL, "\"max_tokens\": 5"), headers));
            JsonNode error = answer.path("error");
            if (path.equals("/v1/messages")) {
                assertThat(error.path("type").asText()).isEqualTo("authentication_error");
            } else {
                assertThat(error.path("code").asText()).isEqualTo("invalid_api_key");
                assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
            }
        }
    }

    @Test
    void aKeyThatEndedIsNoKey() {
        Client deactivated = PROXY.client("10", "");
        expect(200, deactivated.user().post("/api/keys/" + deactivated.keyId() + "/deactivate", ""));
        Client deleted = PROXY.client("10", "");
        expect(200, deleted.user().delete("/api/keys/" + deleted.keyId()));
        Client disabled = PROXY.client("10", "");
        expect(
                200,
                ApiUser.admin(PROXY.gateway())
                        .put("/api/users/" + disabled.user().id(), "{\"is_active\": false}"));

        for (Client client : List.of(deactivated, deleted, disabled)) {
            expect(401, PROXY.post(client, "/v1/chat/completions", chat(MODEL, "")));
        }
    }

    @Test
    void anEmptyBalanceIs402() {
        Client client = PROXY.client("0.0001", "");

        JsonNode error = expect(402, PROXY.post(client, "/v1/chat/completions", chat(MODEL, "")))
                .path("error");
        JsonNode claude = expect(402, PROXY.post(client, "/v1/messages", chat(MODEL, "\"max_tokens\": 1000")));

        assertThat(error.path("code").asText()).isEqualTo("insufficient_quota");
        assertThat(error.path("type").asText()).isEqualTo("insufficient_quota");
        assertThat(claude.at("/error/type").asText()).isEqualTo("billing_error");
        assertThat(PROXY.balance(client.user())).isEqualTo(100);
    }

    @Test
    void theTokenCapBoundsWhatAllCallsUse() {
        Client client = PROXY.client("10", "\"token_limit\": 120");
        expect(200, PROXY.post(client, "/v1/chat/completions", chat(MODEL, "\"max_tokens\": 30")));
        long used = PROXY.key(client).path("tokens_used").asLong();
        assertThat(used).isBetween(35L, 60L);

        JsonNode error = expect(429, PROXY.post(client, "/v1/chat/completions", chat(MODEL, "\"max_tokens\": 100")))
                .path("error");

        assertThat(error.path("code").asText()).isEqualTo("insufficient_quota");
        assertThat(error.path("message").asText()).contains((120 - used) + " are left of the token limit");
        expect(200, PROXY.post(client, "/v1/chat/completions", chat(MODEL, "\"max_tokens\": 20")));
        expect(200, client.user().post("/api/keys/" + client.keyId() + "/reset-usage", ""));
        expect(200, PROXY.post(client, "/v1/chat/completions", chat(MODEL, "\"max_tokens\": 100")));
    }

    @Test
    void theQuotaCapBoundsWhatAllCallsCost() {
        Client client = PROXY.client("10", "\"quota_limit\": 1");

        JsonNode error = expect(429, PROXY.post(client, "/v1/chat/completions", chat(MODEL, "\"max_tokens\": 600000")))
                .path("error");

        assertThat(error.path("message").asText()).contains("and 1.0 are left of the quota limit");
        expect(200, PROXY.post(client, "/v1/chat/completions", chat(MODEL, "\"max_tokens\": 400000")));
    }

    /** Of a price of 1: what the owner pays, and what counts against the key's quota. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 1, 1, 1",
        "0.5, 1, 1, 0.5, 0.5",
        "1, 0.8, 1, 1, 0.8",
        "1, 1, 0.8, 0.8, 0.8",
        "0.5, 0.8, 1, 0.5, 0.4",
        "0.5, 1, 0.25, 0.125, 0.125",
    })
    void discountsLowerWhatTheyAreFor(
            BigDecimal ofUser, BigDecimal byOwner, BigDecimal byAdmin, BigDecimal paid, BigDecimal counted) {
        Client client = PROXY.client("10", "\"discount_rate\": " + byOwner);
        ApiUser admin = ApiUser.admin(PROXY.gateway());
        expect(
                200,
                admin.post(
                        "/api/tokens/admin/user/" + client.user().id() + "/discount",
                        "{\"discount_rate\": " + ofUser + "}"));
        if (byAdmin.compareTo(BigDecimal.ONE) != 0) {
            expect(200, admin.put("/api/keys/" + client.keyId(), "{\"discount_rate\": " + byAdmin + "}"));
        }

        JsonNode answer = expect(200, PROXY.post(client, "/v1/chat/completions", chat(MODEL, "")));

        BigDecimal cost = BigDecimal.valueOf(answer.at("/usage/prompt_tokens").asLong()
                + 2 * answer.at("/usage/completion_tokens").asLong());
        assertThat(PROXY.call(client).charge()).isEqualTo(roundedUp(cost.multiply(paid)));
        assertThat(Proxy.units(PROXY.key(client).path("quota_used").decimalValue()))
                .isEqualTo(roundedUp(cost.multiply(counted)));
    }

    @Test
    void theMinutesLimitIsToldOnEveryAnswer() {
        Client client = PROXY.client("10", "\"rate_limit\": 2, \"rate_limit_day\": 100");

        HttpResponse<String> first = PROXY.post(client, "/v1/chat/completions", chat(MODEL, ""));
        PROXY.post(client, "/v1/chat/completions", chat(MODEL, ""));
        HttpResponse<String> third = PROXY.post(client, "/v1/chat/completions", chat(MODEL, ""));
        if (third.statusCode() == 200) { // another minute began
            third = PROXY.post(client, "/v1/chat/completions", chat(MODEL, ""));
            third = third.statusCode() == 200 ? PROXY.post(client, "/v1/chat/completions", chat(MODEL, "")) : third;
        }

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(first.headers().firstValue("RateLimit-Policy")).hasValue("\"rpm\";q=2;w=60, \"rpd\";q=100;w=86400");
        assertThat(first.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"rpm\";r=1;t=");
        assertThat(first.headers().firstValue("x-ratelimit-limit-requests")).hasValue("2");
        assertThat(first.headers().firstValue("x-ratelimit-remaining-requests")).hasValue("1");
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(Gateway.json(third).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
        assertThat(Integer.parseInt(third.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, 60);
        assertThat(third.headers().firstValue("x-ratelimit-remaining-requests")).hasValue("0");
    }

    @Test
    void modelsAreCutToTheKeys() {
        Client all = PROXY.client("1", "");
        Client some = PROXY.client("1", "\"allowed_models\": [\"gpt-4o\", \"no-such-model\"]");

        JsonNode whole = expect(200, get(all, "/v1/models"));
        JsonNode cut = expect(200, get(some, "/v1/models"));

        assertThat(whole.path("object").asText()).isEqualTo("list");
        assertThat(whole.path("data").findValuesAsText("id")).contains("gpt-4", "gpt-4o");
        assertThat(cut.path("data").findValuesAsText("id")).containsExactly("gpt-4o");
        assertThat(expect(200, get(some, "/v1/models/gpt-4o")).path("object").asText())
                .isEqualTo("model");
        assertThat(expect(404, get(some, "/v1/models/gpt-4")).at("/error/code").asText())
                .isEqualTo("model_not_found");
        JsonNode page = expect(
                200, PROXY.gateway().get("/v1/models", "x-api-key", some.key(), "anthropic-version", "2023-06-01"));
        assertThat(page.path("first_id").asText()).isEqualTo("gpt-4o");
        assertThat(page.at("/data/0/type").asText()).isEqualTo("model");
        long asked = PROXY.upstream().requests().stream()
                .filter(request -> request.path().startsWith("/v1/models"))
                .count();
        assertThat(asked).isBetween(1L, 2L); // a minute may have passed
    }

    @Test
    void anyOtherPathIsForwardedAtThePriceOfARequest() {
        Client client = PROXY.client("10", "");

        HttpResponse<String> answer = PROXY.gateway()
                .send(PROXY.gateway()
                        .request(
                                "/v1/moderations?a=b%20c&a=d",
                                "Authorization",
                                "Bearer " + client.key(),
                                "Content-Type",
                                "application/json; charset=utf-8")
                        .method("PATCH", BodyPublishers.ofString("{\"model\": \"omni\", \"input\": \"x\"}")));

        JsonNode echo = expect(200, answer);
        assertThat(echo.path("method").asText()).isEqualTo("PATCH");
        ReceivedRequest received = PROXY.upstream().requests().stream()
                .filter(request -> request.method().equals("PATCH"))
                .findFirst()
                .orElseThrow();
        assertThat(received.path()).isEqualTo("/v1/moderations?a=b%20c&a=d");
        assertThat(received.text()).isEqualTo("{\"model\": \"omni\", \"input\": \"x\"}");
        assertThat(received.header("content-type")).hasValue("application/json; charset=utf-8");
        Call call = PROXY.call(client);
        assertThat(call.model()).isEqualTo("omni");
        assertThat(call.path()).isEqualTo("/v1/moderations");
        assertThat(call.charge()).isEqualTo(10_000);
        assertThat(PROXY.balance(client.user())).isEqualTo(9_990_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/chat/completions/",
                "/v1/Chat/Completions",
                "/v1/messages/",
                "/v1/RESPONSES",
                "/v1/embeddings//",
                "/v1/completions.",
                "/v1/engines/gpt-4/completions",
                "/v1/batches",
                "/v1/messages/batches",
                "/v1/files",
                "/v1/responses/resp_of_another_customer",
                "/v1",
                "/v1/",
            })
    void noOtherWayOfWritingAPathLeadsPastTheMeter(String path) {
        Client client = PROXY.client("10", "");

        expect(404, PROXY.post(client, path, chat(MODEL, "\"max_tokens\": 5")));

        assertThat(PROXY.balance(client.user())).isEqualTo(10_000_000);
        assertThat(PROXY.openHolds(client.user())).isZero();
    }

    @Test
    void aKeyForSomeModelsForwardsForThemAlone() {
        Client client = PROXY.client("10", "\"allowed_models\": [\"omni-moderation-latest\"]");

        expect(200, PROXY.post(client, "/v1/moderations", "{\"model\": \"omni-moderation-latest\", \"input\": \"x\"}"));
        expect(403, PROXY.post(client, "/v1/moderations", "{\"model\": \"another\", \"input\": \"x\"}"));
        expect(403, PROXY.post(client, "/v1/moderations", "{\"input\": \"x\"}"));
    }

    @Test
    void aRepeatUnderAnIdempotencyKeyIsAnsweredAndPaidOnce() {
        Client client = PROXY.client("10", "");

        HttpResponse<String> first =
                PROXY.post(client, "/v1/chat/completions", chat(MODEL, ""), "Idempotency-Key", "again");
        HttpResponse<String> second =
                PROXY.post(client, "/v1/chat/completions", chat(MODEL, ""), "Idempotency-Key", "again");

        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("Idempotency-Replayed")).hasValue("true");
        assertThat(PROXY.balance(client.user()))
                .isEqualTo(BigInteger.valueOf(10_000_000)
                        .subtract(PROXY.call(client).charge()));
    }

    private static HttpResponse<String> get(Client client, String path) {
        return PROXY.gateway().get(path, "Authorization", "Bearer " + client.key());
    }

    private static String stream(Client client, String path, String more) {
        HttpResponse<String> answer = PROXY.post(client, path, chat(MODEL, more));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
        return answer.body();
    }

    private static BigInteger roundedUp(BigDecimal units) {
        return units.setScale(0, java.math.RoundingMode.CEILING).toBigInteger();
    }
}
