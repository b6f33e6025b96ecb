package dev.tollgate.edge;

import static dev.tollgate.edge.EdgeGateway.WALLET;
import static dev.tollgate.edge.EdgeGateway.detail;
import static dev.tollgate.edge.EdgeGateway.requireRefusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.RawHttp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the edge makes of headers on their way in and out. */
class HeadersTest {

    private static final EdgeGateway EDGE = EdgeGateway.shared();
    private static final String BALANCE = "/api/v1/balance/" + WALLET;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization",
                "anthropic-version",
                "content-type",
                "idempotency-key",
                "x-api-key",
                "x-operator",
                "x-user-address"
            })
    void aHeaderThatHasOneValueIsSentOnce(String name) {
        String twice = name + ": a\r\n" + name.toUpperCase(java.util.Locale.ROOT) + ": a\r\n";

        requireRefusal(EDGE.get(BALANCE, twice), 400, detail(name + ": must be sent once"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"accept", "accept-language", "anthropic-beta", "x-unknown", "cookie"})
    void aListMayBeSentInParts(String name) {
        String twice = name + ": a\r\n" + name + ": b\r\n";

        assertThat(EDGE.get(BALANCE, twice).status()).isEqualTo(200);
    }

    @Test
    void answersAreForNobodyToKeepOrToFrame() {
        RawHttp.Answer answer = EDGE.get(BALANCE, "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("cache-control")).hasValue("no-store");
        assertThat(answer.header("x-content-type-options")).hasValue("nosniff");
        assertThat(answer.header("x-frame-options")).hasValue("DENY");
        assertThat(answer.header("referrer-policy")).hasValue("no-referrer");
        assertThat(answer.header("content-security-policy")).hasValue("default-src 'none'; frame-ancestors 'none'");
    }

    @Test
    void headIsGetWithoutItsBody() {
        RawHttp.Answer get = EDGE.get(BALANCE, "");
        RawHttp.Answer head = EDGE.send("HEAD", BALANCE, "", new byte[0]);

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-type")).isEqualTo(get.header("content-type"));
        assertThat(head.header("content-length")).hasValue("" + get.body().length);
        assertThat(head.body()).isEmpty();
        assertThat(EDGE.send("HEAD", "/nope", "", new byte[0]).status()).isEqualTo(404);
    }

    @Test
    void aWholeUrlAsTheTargetIsItsPath() {
        RawHttp.Answer answer = EDGE.get("http://localhost" + BALANCE + "?x=y", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).contains("\"" + WALLET + "\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "APPLICATION/JSON",
                "application/json;charset=utf-8",
                "application/json; charset=\"UTF-8\"",
                "application/json; profile=x"
            })
    void jsonMayBeCalledSo(String type) {
        byte[] body = ("{\"user_address\":\"" + WALLET + "\"}").getBytes(java.nio.charset.StandardCharsets.UTF_8);

        RawHttp.Answer answer = EDGE.send("POST", "/api/v1/balance", "Content-Type: " + type + "\r\n", body);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-type")).hasValue("application/json");
    }
}
