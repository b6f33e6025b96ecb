package dev.tollgate.wallet;

import static dev.tollgate.wallet.UpstreamScript.OVERLOADED;
import static dev.tollgate.wallet.UpstreamScript.PING;
import static dev.tollgate.wallet.UpstreamScript.answer;
import static dev.tollgate.wallet.UpstreamScript.wholeStream;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.testing.ClaudeStandIn;
import dev.tollgate.testing.Gateway;
import dev.tollgate.testing.StandIn.Misbehaviour;
import java.net.http.HttpResponse;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** An upstream that fails before the client has anything: what the client is told, and that it costs nothing. */
@ExtendWith(OutputCaptureExtension.class)
class UpstreamFailuresTest {

    private static final String MODEL = "claude-test-1";

    private final Pipeline pipeline = Pipeline.shared();
    private final String wallet = pipeline.wallet();

    private static Stream<Arguments> calls() {
        return Stream.of(
                Arguments.of(Pipeline.DOCUMENTED, false),
                Arguments.of(Pipeline.DOCUMENTED, true),
                Arguments.of(Pipeline.ANTHROPIC, false),
                Arguments.of(Pipeline.ANTHROPIC, true),
                Arguments.of(Pipeline.METERED, true));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void whatTheClientCanMendPassesInTheUpstreamsWords(String path, boolean stream) {
        for (int status : List.of(400, 404, 413, 422, 429)) {
            String words =
                    "{\"type\":\"error\",  \"error\":{\"type\":\"whatever\",\"message\":\"status " + status + "\"}}";
            pipeline.claude()
                    .next(answer(
                            status, words, "retry-after", "7", "request-id", "req_9", "anthropic-ratelimit-x", "1"));

            HttpResponse<String> refusal = call(path, stream);

            assertThat(refusal.statusCode()).isEqualTo(status);
            assertThat(refusal.body()).isEqualTo(words);
            assertThat(refusal.headers().firstValue("content-type")).hasValue("application/json");
            assertThat(refusal.headers().firstValue("retry-after")).hasValue("7");
            assertThat(refusal.headers().firstValue("request-id")).hasValue("req_9");
            assertThat(refusal.headers().firstValue("anthropic-ratelimit-x")).hasValue("1");
        }
        pipeline.assertFree(wallet);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void whatSpeaksOfOurKeyOrOurBillIsOursToMend(String path, boolean stream, CapturedOutput log) {
        double before = refusedCredentials();
        for (int status : List.of(401, 402, 403, 407)) {
            pipeline.claude().next(answer(status, "{\"error\":\"invalid x-api-key sk-ant-123\"}", "retry-after", "7"));

            assertUnavailable(path, call(path, stream), "upstream refused our credentials");
            assertThat(log.getOut()).contains("upstream answered " + status + ": it refuses our credentials");
        }
        assertThat(log.getOut()).doesNotContain("sk-ant-123");
        assertThat(refusedCredentials() - before).isEqualTo(4);
        pipeline.assertFree(wallet);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void itsOwnFaultsAreOurFaults(String path, boolean stream) {
        for (int status : List.of(500, 502, 503, 529)) {
            pipeline.claude().next(answer(status, "{\"error\":\"internals\"}", "retry-after", "7"));

            HttpResponse<String> refusal = call(path, stream);

            assertUnavailable(path, refusal, "upstream answered " + status);
            assertThat(refusal.headers().firstValue("retry-after")).hasValue("7");
        }
        pipeline.assertFree(wallet);
    }

    @Test
    void aDateToRetryAfterBecomesSeconds() {
        String inAMinute = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(60));
        pipeline.claude().next(answer(529, "{}", "retry-after", inAMinute));

        assertThat(call(Pipeline.DOCUMENTED, false).headers().firstValue("retry-after"))
                .hasValueSatisfying(
                        seconds -> assertThat(Integer.parseInt(seconds)).isBetween(30, 60));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void noRedirectIsFollowed(int status) {
        pipeline.claude().next(answer(status, "", "location", pipeline.claude().messagesUrl() + "/elsewhere"));

        assertUnavailable(Pipeline.DOCUMENTED, call(Pipeline.DOCUMENTED, false), "upstream answered " + status);
        assertThat(pipeline.claude().requests()).hasSize(1);
        pipeline.assertFree(wallet);
    }

    private static Stream<Arguments> brokenAnswers() {
        return Stream.of(
                broken("reset", ClaudeStandIn.reset(), "Connection lost"),
                broken("no answer", ClaudeStandIn.noAnswer(), "Connection lost"),
                broken("garbage", ClaudeStandIn.raw("SSH-2.0-OpenSSH_9.6\r\n"), "Connection lost"),
                broken("a head cut short", ClaudeStandIn.raw("HTTP/1.1 200 OK\r\ncontent-ty"), "Connection lost"),
                broken("a body cut short", sized(100, "{\"type\":\"message\""), "Connection lost"),
                broken(
                        "a truncated body",
                        answer(200, "{\"type\":\"message\",\"content\":["),
                        "upstream's answer is not JSON"),
                broken("two objects", answer(200, "{}{}"), "upstream's answer is not JSON"),
                broken("an array", answer(200, "[]"), "upstream's answer is not JSON"),
                broken("nothing", answer(200, ""), "upstream's answer is not JSON"),
                broken("a web page", answer(200, "<html>It works!</html>"), "upstream's answer is not JSON"),
                broken("an error first", wholeStream(OVERLOADED), "upstream reported an error"),
                broken("a ping, then an error", wholeStream(PING, OVERLOADED), "upstream reported an error"),
                broken("only pings", wholeStream(PING, PING), "upstream ended the stream before it began"),
                broken("an empty stream", wholeStream(), "upstream ended the stream before it began"),
                broken(
                        "a cut first event",
                        UpstreamScript.stream(upstream -> upstream.send("event: mess")),
                        "Connection lost"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenAnswers")
    void aBrokenAnswerIsNone(String name, Misbehaviour upstream, String told) {
        for (String path : List.of(Pipeline.DOCUMENTED, Pipeline.ANTHROPIC, Pipeline.METERED)) {
            pipeline.claude().next(upstream);

            HttpResponse<String> refusal = call(path, true);

            assertUnavailable(path, refusal, told);
            assertThat(refusal.headers().firstValue("retry-after")).isPresent();
        }
        pipeline.assertFree(wallet);
    }

    @ParameterizedTest
    @MethodSource("calls")
    void anUpstreamThatRefusesConnectionsIsNamedSo(String path, boolean stream) {
        pipeline.claude().next(answer(400, "{}")); // takes the pool's last connection with it
        call(path, stream);
        pipeline.claude().refuseConnections();

        assertUnavailable(path, call(path, stream), "Connection refused");
        pipeline.assertFree(wallet);
    }

    @Test
    void anUpstreamThatTakesNoConnectionIsATimeOut() {
        assertUnavailable(Pipeline.FULL, call(Pipeline.FULL, true), "Connection timeout");
        pipeline.assertFree(wallet);
    }

    @Test
    void withoutAnUpstreamThereIsTheDocumentsError() {
        try (Gateway gateway = Gateway.start(Map.of("CLAUDE_BACKEND_URL", ""))) {
            String payer = gateway.newWallet("1.0");

            HttpResponse<String> documented =
                    gateway.post(Pipeline.DOCUMENTED, Pipeline.question(MODEL), "X-User-Address", payer);
            HttpResponse<String> anthropic =
                    gateway.post(Pipeline.ANTHROPIC, Pipeline.question(MODEL), "X-User-Address", payer);

            assertThat(documented.statusCode()).isEqualTo(500);
            assertThat(documented.body()).isEqualTo("{\"detail\":\"Claude backend not configured\"}");
            assertThat(anthropic.statusCode()).isEqualTo(500);
            assertThat(Gateway.json(anthropic).at("/error/type").asText()).isEqualTo("api_error");
            assertThat(Gateway.json(anthropic).at("/error/message").asText())
                    .isEqualTo("Claude backend not configured");
            assertThat(gateway.balanceMon(payer)).isEqualTo("1.0");
        }
    }

    private HttpResponse<String> call(String path, boolean stream) {
        return pipeline.call(path, wallet, Pipeline.question(MODEL, 1000, stream));
    }

    static void assertUnavailable(String path, HttpResponse<String> refusal, String told) {
        assertThat(refusal.statusCode()).isEqualTo(503);
        assertThat(refusal.headers().firstValue("content-type")).hasValue("application/json");
        JsonNode body = Gateway.json(refusal);
        if (path.equals(Pipeline.ANTHROPIC)) {
            assertThat(body.fieldNames()).toIterable().containsExactly("type", "error", "request_id");
            assertThat(body.path("type").asText()).isEqualTo("error");
            assertThat(body.at("/error/type").asText()).isEqualTo("overloaded_error");
            assertThat(body.at("/error/message").asText()).isEqualTo("Backend service error: " + told);
        } else {
            assertThat(body.fieldNames()).toIterable().containsExactly("detail");
            assertThat(body.path("detail").asText()).isEqualTo("Backend service error: " + told);
        }
    }

    private double refusedCredentials() {
        String metrics = pipeline.gateway()
                .get(pipeline.gateway().managementUrl() + "/actuator/prometheus")
                .body();
        return metrics.lines()
                .filter(line -> line.startsWith("tollgate_upstream_credentials_refused_total"))
                .mapToDouble(line -> Double.parseDouble(line.replaceFirst(".* ", "")))
                .findFirst()
                .orElseThrow();
    }

    private static Arguments broken(String name, Misbehaviour upstream, String told) {
        return Arguments.of(name, upstream, told);
    }

    private static Misbehaviour sized(int announced, String body) {
        return ClaudeStandIn.raw("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + announced
                + "\r\n\r\n" + body);
    }
}
