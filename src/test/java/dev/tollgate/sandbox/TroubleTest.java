package dev.tollgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TroubleTest {

    private static final List<String> STREAM_OF_TWO = List.of(
            "message_start",
            "content_block_start",
            "ping",
            "content_block_delta",
            "content_block_delta",
            "content_block_stop",
            "message_delta",
            "message_stop");

    private final ClaudeSandbox claude = new ClaudeSandbox("", Clock.systemUTC());

    @Test
    void eventsSendsThatManyWords() throws IOException {
        assertThat(stream("sandbox-events-2").eventNames()).isEqualTo(STREAM_OF_TWO);
        assertThat(stream("sandbox-events-2").deltaText()).isEqualTo("the gate");
        assertThat(json("sandbox-events-2").json().at("/content/0/text").asText())
                .isEqualTo("the gate");
        assertThat(json("sandbox-events-2").json().at("/usage/output_tokens").asInt())
                .isEqualTo(2);
    }

    @Test
    void eventsAreTruncatedAtMaxTokensLikeAnyAnswer() throws IOException {
        Answer stream = stream("sandbox-events-90000");

        assertThat(stream.eventNames()).hasSize(500 + 6);
        JsonNode end = stream.events("message_delta").get(0);
        assertThat(end.at("/delta/stop_reason").asText()).isEqualTo("max_tokens");
        assertThat(end.at("/usage/output_tokens").asInt()).isEqualTo(500);
    }

    @Test
    void everyPausesBeforeEachEvent() throws IOException {
        Answer stream = stream("sandbox-events-2-every-40ms");

        assertThat(stream.eventNames()).isEqualTo(STREAM_OF_TWO);
        assertThat(stream.writtenMillis()).isBetween(7 * 40L, 3_000L);
    }

    @Test
    void everyDelaysAJsonAnswer() throws IOException {
        long start = System.nanoTime();
        json("sandbox-events-2-every-100ms");

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(200), Duration.ofSeconds(3));
    }

    @Test
    void slowIsAFifthOfASecondPerEvent() throws IOException {
        assertThat(stream("sandbox-slow-events-1").writtenMillis()).isBetween(6 * 200L, 5_000L);
    }

    @Test
    void cutAfterBreaksOffBehindThatEvent() throws IOException {
        Answer stream = stream("sandbox-cut-after-5");

        assertThat(stream.cut()).isTrue();
        assertThat(stream.eventNames()).hasSize(5).isEqualTo(STREAM_OF_TWO.subList(0, 5));
        assertThat(stream.text()).endsWith("\n\n");
    }

    @Test
    void cutAfterZeroLeavesTheHeadOfTheResponseAlone() throws IOException {
        Answer stream = stream("sandbox-cut-after-0");

        assertThat(stream.cut()).isTrue();
        assertThat(stream.body()).isEmpty();
        assertThat(json("sandbox-cut-after-0").body()).isEmpty();
    }

    @Test
    void cutAfterBreaksOffInTheMiddleOfJson() throws IOException {
        Answer answer = json("sandbox-cut-after-5");

        assertThat(answer.cut()).isTrue();
        assertThat(answer.head().length().orElseThrow() / 2).isEqualTo(answer.body().length);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void cutGivesNoResponseAtAll(boolean stream) {
        assertThatThrownBy(() -> ask("sandbox-cut", stream)).isInstanceOf(ConnectionCut.class);
    }

    @Test
    void stallAfterIsSilentOnceAndGoesOn() throws IOException {
        Answer stream = stream("sandbox-events-2-stall-after-3-for-300ms");

        assertThat(stream.eventNames()).isEqualTo(STREAM_OF_TWO);
        assertThat(stream.writtenMillis()).isBetween(300L, 3_000L);
        assertThat(json("sandbox-stall-after-3-for-300ms").writtenMillis()).isBetween(300L, 3_000L);
        assertThat(json("sandbox-stall-after-3-for-1ms").json().path("type").asText())
                .isEqualTo("message");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stallIsSilentBeforeTheHead(boolean stream) throws Exception {
        long start = System.nanoTime();
        assertThat(ask("sandbox-stall-for-300ms", stream).head().status()).isEqualTo(200);

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(3));
    }

    @Test
    void stallLastsUntilTheApplicationStops() throws Exception {
        CompletableFuture<Answer> stalled = CompletableFuture.supplyAsync(() -> {
            try {
                return stream("sandbox-stall-after-1");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        Thread.sleep(200);
        assertThat(stalled).isNotDone();

        claude.close();
        assertThat(stalled.get(5, TimeUnit.SECONDS).cut()).isTrue();
    }

    @Test
    void errorFirstIsTheOnlyEventOfA200() throws IOException {
        Answer stream = stream("sandbox-error-first");

        assertThat(stream.head().status()).isEqualTo(200);
        assertThat(stream.eventNames()).containsExactly("error");
        assertThat(stream.events("error").get(0).toString())
                .isEqualTo("{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");
        assertThat(json("sandbox-error-first").head().status()).isEqualTo(529);
    }

    @Test
    void errorAfterEndsARunningStream() throws IOException {
        assertThat(stream("sandbox-error-after-3").eventNames())
                .containsExactly("message_start", "content_block_start", "ping", "error");
        assertThat(json("sandbox-error-after-3").head().status()).isEqualTo(529);
    }

    @Test
    void malformedIsOneBrokenEventInAWholeStream() throws IOException {
        Answer stream = stream("sandbox-events-2-malformed");

        assertThat(stream.eventNames()).hasSize(9).endsWith("message_stop");
        assertThatThrownBy(() -> stream.events("content_block_delta")).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void malformedAfterSaysWhere() throws IOException {
        Answer stream = stream("sandbox-malformed-after-0");

        assertThat(stream.eventNames()).startsWith("content_block_delta", "message_start");
    }

    @Test
    void malformedJsonIsHalfAMessageWithTheRightLength() throws IOException {
        Answer answer = json("sandbox-malformed");

        assertThat(answer.cut()).isFalse();
        assertThat(answer.head().length()).hasValue(answer.body().length);
        assertThatThrownBy(answer::json).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void noUsageLeavesOutTheFinalUsage() throws IOException {
        Answer stream = stream("sandbox-no-usage");

        assertThat(stream.events("message_start")
                        .get(0)
                        .at("/message/usage/input_tokens")
                        .asInt())
                .isGreaterThan(0);
        assertThat(stream.events("message_delta").get(0).has("usage")).isFalse();
        assertThat(json("sandbox-no-usage").json().has("usage")).isFalse();
    }

    @Test
    void usageTwiceRepeatsTheCumulativeUsage() throws IOException {
        List<JsonNode> ends = stream("sandbox-usage-twice").events("message_delta");

        assertThat(ends).hasSize(2);
        assertThat(ends.get(0)).isEqualTo(ends.get(1));
    }

    @Test
    void pingFirstComesBeforeTheMessage() throws IOException {
        assertThat(stream("sandbox-ping-first").eventNames()).startsWith("ping", "message_start");
        assertThat(stream("sandbox-ping-first-error-after-1").eventNames()).containsExactly("ping", "error");
    }

    @Test
    void splitChangesNothingButThePieces() throws IOException {
        PieceCounter pieces = new PieceCounter();
        claude.messages("any", "2023-06-01", body("sandbox-split", true)).body().writeTo(pieces);

        assertThat(pieces.longest).isEqualTo(7);
        assertThat(stream("sandbox-split").text().replace("sandbox-split", "sandbox"))
                .contains(stream("sandbox").deltaText().substring(0, 9));
        assertThat(stream("sandbox-split").deltaText())
                .isEqualTo(stream("sandbox").deltaText());
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error", "401, authentication_error", "402, billing_error", "403, permission_error",
        "404, not_found_error", "413, request_too_large", "422, invalid_request_error", "429, rate_limit_error",
        "500, api_error", "503, api_error", "504, timeout_error", "529, overloaded_error"
    })
    void aStatusIsRefusedWithThatStatus(int status, String type) throws IOException {
        for (boolean stream : List.of(true, false)) {
            Answer answer = ask("sandbox-" + status, stream);

            assertThat(answer.head().status()).isEqualTo(status);
            assertThat(answer.json().at("/error/type").asText()).isEqualTo(type);
            assertThat(answer.head().headers().containsKey("retry-after"))
                    .isEqualTo(List.of(429, 503, 529).contains(status));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sandbox-",
                "sandboxed",
                "sandbox-200",
                "sandbox-cut-after",
                "sandbox-events-1000000",
                "sandbox-4290"
            })
    void anUnknownDirectiveIsAnUnknownModel(String model) throws IOException {
        assertThat(stream(model).head().status()).isEqualTo(404);
    }

    @Test
    void theDocumentNamesEveryDirective() throws IOException {
        String document = Files.readString(Path.of("src/docs/sandbox.md"));
        Matcher named = Pattern.compile("`(?:sandbox-)?([a-z0-9N-]+)`")
                .matcher(document.substring(document.indexOf("| directive")));
        int directives = 0;
        while (named.find()) {
            String directive = named.group(1).replace("N", "5");
            if (named.group(1).contains("N")) {
                assertThat(Trouble.of("sandbox-" + directive)).as(directive).isNotNull();
                directives++;
            }
        }
        assertThat(directives).isGreaterThanOrEqualTo(9);
        assertThat(document)
                .contains(
                        "`slow`",
                        "`stall`",
                        "`cut`",
                        "`malformed`",
                        "`error-first`",
                        "`ping-first`",
                        "`no-usage`",
                        "`usage-twice`",
                        "`split`");
    }

    private Answer stream(String model) throws IOException {
        return ask(model, true);
    }

    private Answer json(String model) throws IOException {
        return ask(model, false);
    }

    private Answer ask(String model, boolean stream) throws IOException {
        return Answer.of(claude.messages("any", "2023-06-01", body(model, stream)));
    }

    private static byte[] body(String model, boolean stream) {
        return """
                {"model":"%s","max_tokens":500,"stream":%s,"messages":[{"role":"user","content":"Grüße, 世界"}]}""".formatted(model, stream).getBytes(StandardCharsets.UTF_8);
    }

    private static final class PieceCounter extends java.io.OutputStream {
        private int longest;

        @Override
        public void write(int b) {
            longest = Math.max(longest, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            longest = Math.max(longest, length);
        }
    }
}
