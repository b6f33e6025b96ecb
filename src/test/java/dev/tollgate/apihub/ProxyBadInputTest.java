package dev.tollgate.apihub;

import static dev.tollgate.apihub.Proxy.chat;
import static dev.tollgate.testing.ApiUser.expect;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.apihub.Proxy.Client;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.RawHttp;
import dev.tollgate.testing.ReceivedRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a program sends with a key that could pay: the exact refusal in its envelope, and nothing is charged. */
class ProxyBadInputTest {

    private static final Proxy PROXY = Proxy.shared();

    private static Client client;

    @BeforeAll
    static void aClientWhoCouldPay() {
        client = PROXY.client("10", "");
        expect(200, PROXY.gateway().get("/v1/models", "x-api-key", client.key())); // read, so that no row reads it
    }

    static Stream<BadCall> table() {
        return Stream.of(BadLlmBodies.all(), BadTransport.all(), BadUsageQueries.all())
                .flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("table")
    void isRefusedInItsEnvelopeAndChargesNothing(BadCall bad) {
        String before = books();

        RawHttp.Answer answer = RawHttp.send(
                PROXY.gateway().url(), bad.bytes(client.key(), client.user().token()));

        JsonNode body = Gateway.parse(answer.text());
        assertThat(message(bad, body)).isEqualTo(bad.message());
        assertThat(answer.status()).isEqualTo(bad.status());
        assertThat(answer.header("content-type")).hasValue("application/json");
        assertThat(answer.header("x-request-id")).isPresent();
        assertThat(answer.header("allow").isPresent()).isEqualTo(bad.status() == 405);
        assertThat(answer.text()).doesNotContainPattern("Exception|dev\\.tollgate|org\\.apache|java\\.|\\\\tat ");
        assertThat(books()).isEqualTo(before);
    }

    /** Those that Camel would follow, and those that proxies set. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/chat/completions", "/v1/moderations"})
    void headersThatSteerProxiesSteerNothing(String path) {
        Client own = PROXY.client("10", "");
        String mark = "steered " + path;

        expect(
                200,
                PROXY.post(
                        own,
                        path,
                        chat("sandbox", "\"user\": \"" + mark + "\""),
                        "CamelHttpUri",
                        "http://127.0.0.1:1/",
                        "CamelHttpPath",
                        "/elsewhere",
                        "CamelHttpQuery",
                        "a=b",
                        "CamelHttpMethod",
                        "DELETE",
                        "X-Forwarded-Host",
                        "elsewhere",
                        "X-Forwarded-Prefix",
                        "/elsewhere",
                        "X-Original-URL",
                        "/elsewhere",
                        "X-HTTP-Method-Override",
                        "DELETE"));

        ReceivedRequest received = PROXY.upstream().requests().stream()
                .filter(request -> request.text().contains(mark))
                .findFirst()
                .orElseThrow();
        assertThat(received.method() + " " + received.path()).isEqualTo("POST " + path);
        assertThat(received.header("host").orElseThrow()).startsWith("127.0.0.1:");
        assertThat(received.headers().toString().toLowerCase(Locale.ROOT))
                .doesNotContain("camel")
                .doesNotContain("elsewhere");
    }

    @Test
    void anothersKeyHasNoUsageToShow() {
        Client other = PROXY.client("10", "");
        expect(200, PROXY.post(other, "/v1/chat/completions", chat("sandbox", "")));
        PROXY.call(other);

        String query = "?key_id=" + other.keyId();
        assertThat(expect(200, client.user().get("/api/usage" + query))
                        .at("/totals/requests")
                        .asInt())
                .isZero();
        assertThat(expect(200, client.user().get("/api/usage/requests" + query)).path("items"))
                .isEmpty();
        assertThat(client.user().get("/api/usage/export" + query).body().lines())
                .hasSize(1);
        assertThat(expect(200, other.user().get("/api/usage/requests" + query)).path("items"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model==cmd%7C'/c%20calc'!A1",
                "model=%25",
                "model=_",
                "model=%27%20OR%20%271%27=%271",
                "model=%F0%9F%92%A9",
                "request_id=../../etc/passwd",
                "user_id=1",
            })
    void nastyFiltersFindNothingOfOthers(String filter) {
        Client own = PROXY.client("10", "");

        String csv = own.user().get("/api/usage/export?" + filter).body();

        assertThat(csv.lines()).hasSize(1);
        assertThat(csv).startsWith("id,");
    }

    /** As the envelope has it; its other fields are checked on the way. */
    private static String message(BadCall bad, JsonNode body) {
        return switch (bad.envelope()) {
            case OPENAI -> {
                JsonNode error = body.path("error");
                assertThat(error.fieldNames())
                        .toIterable()
                        .as(body.toString())
                        .containsExactly("message", "type", "param", "code");
                assertThat(error.path("type").asText()).isEqualTo("invalid_request_error");
                assertThat(error.path("code").asText()).matches("[a-z_]+");
                yield error.path("message").asText();
            }
            case ANTHROPIC -> {
                assertThat(body.fieldNames())
                        .toIterable()
                        .as(body.toString())
                        .containsExactly("type", "error", "request_id");
                assertThat(body.path("type").asText()).isEqualTo("error");
                assertThat(body.at("/error/type").asText()).matches("[a-z]+(_[a-z]+)*_error|request_too_large");
                yield body.at("/error/message").asText();
            }
            case DETAIL -> {
                assertThat(body).as(body.toString()).hasSize(1);
                yield body.path("detail").asText();
            }
            case FIELDS -> {
                JsonNode problem = body.path("detail").path(0);
                assertThat(problem.path("type").asText()).as(body.toString()).isEqualTo("value_error");
                yield problem.path("loc").path(1).asText() + ": "
                        + problem.path("msg").asText();
            }
        };
    }

    /** What the client has, and all that its calls would leave behind. */
    private static String books() {
        Map<String, Object> books = PROXY.gateway()
                .jdbc()
                .sql("""
                        WITH own AS (SELECT id, posted, held FROM account WHERE owner = :owner)
                        SELECT (SELECT sum(posted) || '/' || sum(held) FROM own) AS money,
                            (SELECT count(*) FROM hold WHERE account IN (SELECT id FROM own)) AS holds,
                            (SELECT count(*) FROM usage WHERE key_id = :key) AS calls,
                            (SELECT count(*) FROM idempotency_key) AS idempotency_keys
                        """)
                .param("owner", "user:" + client.user().id())
                .param("key", client.keyId())
                .query()
                .singleRow();
        return books + " " + PROXY.upstream().requests().size();
    }
}
