package dev.tollgate.upstream;

import static dev.tollgate.wallet.UpstreamScript.MESSAGE_START;
import static dev.tollgate.wallet.UpstreamScript.MESSAGE_STOP;
import static dev.tollgate.wallet.UpstreamScript.OVERLOADED;
import static dev.tollgate.wallet.UpstreamScript.answer;
import static dev.tollgate.wallet.UpstreamScript.stream;
import static dev.tollgate.wallet.UpstreamScript.wholeStream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.ReceivedRequest;
import dev.tollgate.testing.StandIn.Misbehaviour;
import dev.tollgate.wallet.StreamClient;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Upstreams of two URLs and of one, whose breakers open after 4 calls, for half a second. */
class SeveralUpstreamsTest {

    private static final String PAIR = "/test/upstream/pair";
    private static final String SINGLE = "/test/upstream/single";
    private static final String ANY = "/test/upstream/any";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Closes its connection, so that the next call needs a new one. */
    private static final Misbehaviour OK = answer(200, "{\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}");

    private static final ClaudeStandIn FIRST = ClaudeStandIn.start();
    private static final ClaudeStandIn SECOND = ClaudeStandIn.start();
    private static final ClaudeStandIn ONLY = ClaudeStandIn.start();
    private static final Gateway GATEWAY = Gateway.start(Map.ofEntries(
            Map.entry("UPSTREAM_URL", ""),
            Map.entry(
                    "camel.main.routes-include-pattern",
                    "file:routes/**/*.camel.yaml,file:src/test/routes/upstream/*.camel.yaml"),
            Map.entry("tollgate.upstream-defaults.breaker.minimum-calls", "4"),
            Map.entry(
                    "tollgate.upstream-defaults.breaker.window",
                    "3s"), // what a test before has called well is forgotten
            Map.entry("tollgate.upstream-defaults.breaker.open-for", "500ms"),
            Map.entry("tollgate.upstream-defaults.breaker.trial-calls", "2"),
            Map.entry("tollgate.upstreams.pair.url", url(FIRST) + "/v1," + url(SECOND) + "/"),
            Map.entry("tollgate.upstreams.pair.api-key", "pair-key"),
            Map.entry("tollgate.upstreams.single.url", "http://user:secret@127.0.0.1:" + ONLY.port() + "/v1"),
            Map.entry("tollgate.upstreams.single.api-key", "single-key"),
            Map.entry("tollgate.upstreams.single.api-key-scheme", "bearer"),
            Map.entry("tollgate.upstreams.single.default-headers", ""),
            Map.entry("tollgate.upstreams.single.returned-headers", ""),
            Map.entry("tollgate.upstreams.single.timeout-ms", "500")));

    private final String wallet = GATEWAY.newWallet("1000");

    @AfterAll
    static void stop() {
        GATEWAY.close();
        FIRST.close();
        SECOND.close();
        ONLY.close();
    }

    @BeforeEach
    void forget() {
        Stream.of(FIRST, SECOND, ONLY).forEach(standIn -> {
            standIn.forget();
            standIn.acceptConnections();
        });
    }

    @Test
    void theUrlsTakeTurnsEachByItsOwnPath() {
        awaitAllCalled();
        for (int i = 0; i < 3; i++) {
            FIRST.next(OK);
            SECOND.next(OK);
            assertStatus(200, call(PAIR));
            assertStatus(200, call(PAIR));
        }

        for (ClaudeStandIn standIn : new ClaudeStandIn[] {FIRST, SECOND}) {
            assertThat(standIn.requests()).hasSize(3).allSatisfy(request -> {
                assertThat(request.path()).isEqualTo("/v1/messages");
                assertThat(request.header("host")).hasValue("127.0.0.1:" + standIn.port());
                assertThat(request.header("x-api-key")).hasValue("pair-key");
            });
        }
    }

    @Test
    void oneThatRefusesConnectionsIsNoticedByNoClientAndComesBack() {
        awaitAllCalled();
        FIRST.refuseConnections();
        await("passed over, or on trial").atMost(PATIENCE).until(() -> {
            SECOND.next(OK);
            assertStatus(200, call(PAIR));
            return breaker("pair", 1) > 0;
        });
        assertThat(breaker("pair", 2)).isZero();

        FIRST.forget();
        FIRST.acceptConnections();
        awaitAllCalled();
        FIRST.next(OK);
        SECOND.next(OK);
        assertStatus(200, call(PAIR));
        assertStatus(200, call(PAIR));
        assertThat(FIRST.requests()).hasSize(1);
    }

    @Test
    void whatWasSentIsNotSentAgain() {
        awaitAllCalled();
        FIRST.next(ClaudeStandIn.reset());
        SECOND.next(ClaudeStandIn.reset());

        assertStatus(502, call(PAIR));

        assertThat(FIRST.requests().size() + SECOND.requests().size()).isEqualTo(1);
    }

    private static Stream<Arguments> failures() {
        return Stream.of(
                failure("a reset", ClaudeStandIn.reset(), 502, "upstream_error"),
                failure("no answer", ClaudeStandIn.noAnswer(), 502, "upstream_error"),
                failure("500", answer(500, "{}"), 502, "upstream_error"),
                failure("503", answer(503, "{}"), 503, "upstream_overloaded"),
                failure("529", answer(529, "{}"), 503, "upstream_overloaded"),
                failure("401", answer(401, "{}"), 502, "upstream_refused_us"),
                failure("402", answer(402, "{}"), 502, "upstream_refused_us"),
                failure("407", answer(407, "{}"), 502, "upstream_refused_us"),
                failure("no JSON", answer(200, "<html>"), 502, "upstream_error"),
                failure("silence", ClaudeStandIn.rawThenSilence(""), 504, "upstream_timeout"),
                failure("an error first", wholeStream(OVERLOADED), 502, "upstream_error"),
                failure("a stream that dies", stream(upstream -> upstream.send(MESSAGE_START)), 200, ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void failuresOpenTheBreakerAndItClosesAgain(String name, Misbehaviour failure, int status, String code) {
        awaitAllCalled();
        ONLY.forget();
        for (int i = 0; breaker("single", 1) == 0; i++) {
            assertThat(i).as("calls that failed").isLessThan(300);
            ONLY.next(failure);
            HttpResponse<String> told = call(SINGLE);
            assertThat(told.statusCode()).as(told.body()).isEqualTo(status);
            if (status != 200) {
                assertThat(Gateway.json(told).at("/error/code").asText()).isEqualTo(code);
                assertThat(Gateway.json(told).at("/error/type").asText()).isEqualTo("server_error");
                assertThat(told.headers().firstValue("retry-after")).isPresent();
            }
        }
        int requests = ONLY.requests().size();

        HttpResponse<String> told = call(SINGLE);

        assertThat(told.statusCode()).isEqualTo(503);
        assertThat(Gateway.json(told).at("/error/code").asText()).isEqualTo("upstream_unavailable");
        assertThat(told.headers().firstValue("retry-after")).hasValue("1");
        assertThat(ONLY.requests()).hasSize(requests);
        awaitAllCalled();
    }

    @Test
    void anUpstreamThatIsNotThereOpensItToo() {
        awaitAllCalled();
        ONLY.refuseConnections();
        await().atMost(PATIENCE).until(() -> {
            HttpResponse<String> told = call(SINGLE);
            assertThat(told.statusCode()).isEqualTo(503);
            return breaker("single", 1) == 2;
        });
    }

    @Test
    void whatTheClientHasCausedOpensNothing() {
        awaitAllCalled();
        for (int status : new int[] {400, 404, 413, 422, 429}) {
            for (int i = 0; i < 10; i++) {
                ONLY.next(answer(status, "{\"its\":\"words\"}", "x-ratelimit-limit-requests", "1"));
                HttpResponse<String> told = call(SINGLE);
                assertThat(told.statusCode()).isEqualTo(status);
                assertThat(told.body()).isEqualTo("{\"its\":\"words\"}");
                assertThat(told.headers().firstValue("x-ratelimit-limit-requests"))
                        .isEmpty();
            }
        }
        for (int i = 0; i < 10; i++) {
            ONLY.next(answer(403, "{}"));
            assertStatus(502, call(SINGLE));
        }
        for (int i = 0; i < 10; i++) {
            ONLY.next(stream(upstream -> upstream.send(MESSAGE_START).silence()));
            StreamClient.post(GATEWAY.url() + SINGLE, question(), wallet).reset();
        }
        await().atMost(PATIENCE)
                .until(() -> ONLY.requests().stream()
                        .allMatch(request -> request.outcome().isDone()));

        assertThat(breaker("single", 1)).isZero();
        ONLY.next(OK);
        assertStatus(200, call(SINGLE));
    }

    @Test
    void aStreamThatEndsWellIsASuccess() {
        awaitAllCalled();
        for (int i = 0; i < 10; i++) {
            ONLY.next(wholeStream(MESSAGE_START, MESSAGE_STOP));
            assertThat(call(SINGLE).body()).endsWith(MESSAGE_STOP);
        }
        assertThat(breaker("single", 1)).isZero();
    }

    @Test
    void anUpstreamThatIsNotSetIsUnavailable() {
        HttpResponse<String> told = call("/test/upstream/none");

        assertThat(told.statusCode()).isEqualTo(503);
        assertThat(told.body())
                .isEqualTo("{\"error\":{\"message\":\"Upstream not configured: set UPSTREAM_URL\","
                        + "\"type\":\"server_error\",\"param\":null,\"code\":\"upstream_not_configured\"}}");
    }

    @Test
    void aRequestIsPassedOnAsItCame() throws IOException, InterruptedException {
        awaitAllCalled();
        byte[] picture = {(byte) 0x89, 'P', 'N', 'G', 0, (byte) 0xff, '\r', '\n'};
        for (String method : new String[] {"POST", "PUT", "PATCH", "DELETE"}) {
            ONLY.forget();
            ONLY.next(connection -> {
                connection
                        .getOutputStream()
                        .write(("HTTP/1.1 200 OK\r\ncontent-type: image/png\r\nconnection: close\r\n"
                                        + "x-ratelimit-remaining-requests: 1\r\ncontent-length: 8\r\n\r\n")
                                .getBytes());
                connection.getOutputStream().write(picture);
            });

            HttpResponse<byte[]> told = GATEWAY.http()
                    .send(
                            GATEWAY.request(
                                            ANY + "?a=%2f&b=+x&&c",
                                            "X-User-Address",
                                            wallet,
                                            "Content-Type",
                                            "multipart/form-data;boundary=\"a b\"",
                                            "Authorization",
                                            "Bearer ahg_1",
                                            "Cookie",
                                            "a=b",
                                            "OpenAI-Beta",
                                            "x=1")
                                    .method(method, BodyPublishers.ofByteArray(picture))
                                    .build(),
                            BodyHandlers.ofByteArray());

            assertThat(told.statusCode()).isEqualTo(200);
            assertThat(told.body()).isEqualTo(picture);
            assertThat(told.headers().firstValue("content-type")).hasValue("image/png");
            assertThat(told.headers().firstValue("x-ratelimit-remaining-requests"))
                    .isEmpty();
            ReceivedRequest received = ONLY.takeRequest();
            assertThat(received.method()).isEqualTo(method);
            assertThat(received.path()).isEqualTo("/v1/images/a%20b?a=%2f&b=+x&&c");
            assertThat(received.body()).isEqualTo(picture);
            assertThat(received.header("content-type")).hasValue("multipart/form-data;boundary=\"a b\"");
            assertThat(received.header("authorization")).hasValue("Bearer single-key");
            assertThat(received.header("openai-beta")).hasValue("x=1");
            assertThat(received.headers()).doesNotContainKeys("cookie", "x-user-address", "x-api-key");
        }
    }

    @Test
    void aGetIsPassedOnWithoutABody() {
        awaitAllCalled();
        ONLY.forget();
        ONLY.next(answer(200, "[1]"));

        HttpResponse<String> told = GATEWAY.get(ANY, "X-User-Address", wallet);

        assertThat(told.body()).isEqualTo("[1]");
        ReceivedRequest received = ONLY.takeRequest();
        assertThat(received.method()).isEqualTo("GET");
        assertThat(received.path()).isEqualTo("/v1/images/a%20b");
        assertThat(received.body()).isEmpty();
    }

    @Test
    void anUpstreamIsReadWithoutAHold() {
        awaitAllCalled();
        ONLY.forget();
        ONLY.next(answer(200, "{\"data\": []}"));

        HttpResponse<String> told = GATEWAY.get("/test/upstream/read");

        assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
        assertThat(told.body()).isEqualTo("{\"data\": []}");
        assertThat(told.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(ONLY.takeRequest().path()).isEqualTo("/v1/models");

        ONLY.next(answer(500, "{}"));
        assertStatus(502, GATEWAY.get("/test/upstream/read"));
    }

    @Test
    void noCredentialsStandInTheMetrics() {
        awaitAllCalled();

        assertThat(metrics()).contains("tollgate_upstream_breaker{").doesNotContain("secret");
    }

    /** Calls until every URL is called; that is the state each test begins with. */
    private void awaitAllCalled() {
        await().atMost(PATIENCE).until(() -> {
            FIRST.next(OK);
            SECOND.next(OK);
            ONLY.next(OK);
            call(PAIR);
            call(PAIR);
            call(SINGLE);
            FIRST.forget();
            SECOND.forget();
            ONLY.forget();
            return breaker("pair", 1) + breaker("pair", 2) + breaker("single", 1) == 0;
        });
    }

    private static int breaker(String upstream, int url) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("tollgate_upstream_breaker{"))
                .filter(line -> line.contains("upstream=\"" + upstream + "\"") && line.contains("url=\"" + url + "\""))
                .mapToInt(line -> (int) Double.parseDouble(line.replaceFirst(".* ", "")))
                .findFirst()
                .orElse(0);
    }

    private static String metrics() {
        return GATEWAY.get(GATEWAY.managementUrl() + "/actuator/prometheus").body();
    }

    private HttpResponse<String> call(String path) {
        return GATEWAY.post(path, question(), "X-User-Address", wallet);
    }

    private static String question() {
        return "{\"model\":\"claude-test-1\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    private static void assertStatus(int status, HttpResponse<String> told) {
        assertThat(told.statusCode()).as(told.body()).isEqualTo(status);
    }

    private static Arguments failure(String name, Misbehaviour failure, int status, String code) {
        return Arguments.of(name, failure, status, code);
    }

    private static String url(ClaudeStandIn standIn) {
        return "http://127.0.0.1:" + standIn.port();
    }
}
