package dev.tollgate.wallet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.RawHttp;
import dev.tollgate.testing.ReceivedRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client's headers can change on a valid call: nothing but what they are for. */
class ControlHeadersTest {

    private static final ClaudeStandIn CLAUDE = ClaudeStandIn.start();
    private static final String TARGET = "/v1/messages?beta=true&x=%20y";
    private static final String KEY = "sandbox-our-own-key";
    private static final Gateway GATEWAY = Gateway.start(
            Map.of("CLAUDE_BACKEND_URL", "http://127.0.0.1:" + CLAUDE.port() + TARGET, "CLAUDE_API_KEY", KEY));

    private static final String PATH = "/api/v1/claude/messages";
    private static final String BODY = " {\t\"model\" : \"claude-3-5-sonnet-20241022\",\r\n\"max_tokens\":4096 ,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Grüße, 你好 \\u00e9 \uD83D\uDE00\"}],\"temperature\":1.0E0}\n ";

    /** What every HTTP client sends to every server. */
    private static final Set<String> OF_THE_PROTOCOL = Set.of("host", "connection", "content-length");

    private final String wallet = GATEWAY.newWallet("1.0");

    @BeforeEach
    void forget() {
        CLAUDE.forget();
    }

    @AfterAll
    static void stop() {
        GATEWAY.close();
        CLAUDE.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CamelHttpUri: http://127.0.0.1:1/elsewhere",
                "camelhttpuri: http://127.0.0.1:1/elsewhere",
                "cAmElHtTpUrI: http://127.0.0.1:1/elsewhere",
                "CamelHttpPath: /elsewhere",
                "CAMELHTTPPATH: /elsewhere",
                "CamelHttpQuery: a=b",
                "camelHttpRawQuery: a=b",
                "CamelHttpMethod: DELETE",
                "CamelHttpResponseCode: 201",
                "camelhttpresponsecode: 500",
                "CamelHttpResponseText: Gone",
                "CamelHttpHost: 127.0.0.1:1",
                "CamelRestHttpUri: http://127.0.0.1:1",
                "CamelBeanMethodName: toString",
                "CamelBeanParameterTypes: x",
                "CamelSqlQuery: drop table account",
                "CamelFileName: ../../etc/passwd",
                "CamelExecCommandExecutable: /bin/false",
                "CamelLanguageScript: x",
                "CamelJmsDestinationName: x",
                "CamelToDynamicX: x",
                "CamelRoutingSlipEndpoint: direct:x",
                "Camel-Http-Uri: http://127.0.0.1:1/elsewhere",
                "CamelCharsetName: UTF-16",
                "CamelSkipGzipEncoding: false",
                "CamelHttpServletRequest: x",
                "org.apache.camel.Exchange: x",
                "ORG.APACHE.CAMEL.component.http.uri: http://127.0.0.1:1",
                "JMSDestination: queue:x",
                "jmsReplyTo: queue:x",
                "JMSXGroupID: x",
                "kafka.TOPIC: x",
                "KAFKA.OVERRIDE_TOPIC: x",
                "Long-Running-Action: http://127.0.0.1:1/lra",
                "long-running-action: http://127.0.0.1:1/lra",
                "breadcrumbId: x",
                "X-Forwarded-For: 127.0.0.1",
                "X-Forwarded-Host: evil.example",
                "Forwarded: for=127.0.0.1;host=evil.example",
                "X-HTTP-Method-Override: DELETE",
                "X-Original-URL: /operator/audit",
                "X-Rewrite-URL: /operator/audit",
                "Proxy-Authorization: Basic eDp5",
                "Authorization: Bearer theirs",
                "X-Api-Key: sk-ant-theirs",
                "Cookie: a=b",
                "User-Agent: theirs",
                "Accept-Encoding: gzip, br",
                "Range: bytes=0-3",
                "If-None-Match: *",
                "X-Operator: somebody",
                "Origin: https://evil.example",
                "TE: trailers",
                "Via: 1.1 theirs",
                "Upgrade: h2c",
            })
    void changesNeitherAnswerNorChargeNorWhatTheUpstreamGets(String header) {
        RawHttp.Answer plain = ask("");
        ReceivedRequest plainReceived = CLAUDE.takeRequest();

        RawHttp.Answer answer = ask(header + "\r\n");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(plain.body());
        assertThat(comparable(answer)).isEqualTo(comparable(plain));
        assertThat(GATEWAY.balanceMon(wallet)).isEqualTo("0.901696"); // two calls of 0.049152
        requireSame(CLAUDE.takeRequest(), plainReceived);
    }

    @Test
    void theUpstreamGetsThisAndNothingElse() {
        ask("anthropic-version: 2023-06-01\r\nAnthropic-Beta: a\r\nanthropic-beta: b\r\nAccept: application/json\r\n"
                + "anthropic-dangerous-direct-browser-access: true\r\nX-Stainless-Lang: js\r\nX-Secret: s\r\n");

        ReceivedRequest received = CLAUDE.takeRequest();
        assertThat(received.method()).isEqualTo("POST");
        assertThat(received.path()).isEqualTo(TARGET);
        assertThat(received.body()).isEqualTo(BODY.getBytes(UTF_8));
        Map<String, List<String>> headers = new TreeMap<>(received.headers());
        headers.keySet().removeAll(OF_THE_PROTOCOL);
        assertThat(headers)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "accept", List.of("application/json"),
                        "accept-encoding", List.of("identity"),
                        "anthropic-beta", List.of("a, b"),
                        "anthropic-version", List.of("2023-06-01"),
                        "content-type", List.of("application/json"),
                        "x-api-key", List.of(KEY)));
        assertThat(received.header("host")).hasValue("127.0.0.1:" + CLAUDE.port());
        assertThat(received.header("content-length")).hasValue("" + BODY.getBytes(UTF_8).length);
    }

    @Test
    void theClientGetsOnlyWhatIsListed() {
        String answer = "{\"type\":\"message\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}";
        CLAUDE.next(ClaudeStandIn.raw("HTTP/1.1 200 OK\r\ncontent-length: " + answer.length()
                + "\r\nContent-Type: application/json\r\nrequest-id: req_1\r\nanthropic-ratelimit-requests-limit: 5\r\n"
                + "Set-Cookie: a=b\r\nServer: theirs\r\nX-Secret: s\r\nanthropic-organization-id: ours\r\nVia: 1.1 x\r\n"
                + "CamelHttpResponseCode: 418\r\nX-Request-ID: theirs\r\nAccess-Control-Allow-Origin: *\r\n\r\n"
                + answer));

        RawHttp.Answer got = ask("X-Request-ID: mine-1\r\nX-Mine: m\r\nAuthorization: Bearer mine\r\n");

        assertThat(got.status()).isEqualTo(200);
        assertThat(new TreeSet<>(got.headers().keySet()))
                .containsExactly(
                        "anthropic-ratelimit-requests-limit",
                        "cache-control",
                        "connection",
                        "content-length",
                        "content-security-policy",
                        "content-type",
                        "date",
                        "referrer-policy",
                        "request-id",
                        "x-content-type-options",
                        "x-frame-options",
                        "x-request-id");
        assertThat(got.header("x-request-id")).hasValue("mine-1");
        assertThat(got.header("request-id")).hasValue("req_1");
    }

    /** Its content type is the only header that may both come in and go out. */
    @Test
    void aClientDoesNotChooseTheContentTypeOfItsAnswer() {
        RawHttp.Answer answer = RawHttp.send(
                GATEWAY.url(),
                RawHttp.request(
                        "GET",
                        "/api/v1/balance/" + wallet,
                        "Content-Type: text/html\r\nAccept: text/html\r\n",
                        new byte[0]));

        assertThat(answer.header("content-type")).hasValue("application/json");
    }

    private RawHttp.Answer ask(String headerLines) {
        return RawHttp.send(
                GATEWAY.url(),
                RawHttp.request(
                        "POST",
                        PATH,
                        "Content-Type: application/json\r\nX-User-Address: " + wallet + "\r\n" + headerLines,
                        BODY.getBytes(UTF_8)));
    }

    /** Without what differs from answer to answer anyway. */
    private static Map<String, List<String>> comparable(RawHttp.Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.headers());
        headers.keySet().removeAll(Set.of("date", "x-request-id", "request-id"));
        headers.keySet().removeIf(name -> name.endsWith("-reset")); // whole minutes: the calls may lie in two
        return headers;
    }

    private static void requireSame(ReceivedRequest one, ReceivedRequest other) {
        assertThat(one.method()).isEqualTo(other.method());
        assertThat(one.path()).isEqualTo(other.path());
        assertThat(one.headers()).isEqualTo(other.headers());
        assertThat(Arrays.equals(one.body(), other.body())).isTrue();
    }
}
