package dev.tollgate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The troubles of {@link TroubleTest} in the shapes of OpenAI's APIs. */
class UpstreamTroubleTest {

    private static final String OVERLOADED = "{\"error\":{\"message\":\"The engine is currently overloaded, please try"
            + " again later\",\"type\":\"server_error\",\"param\":null,\"code\":null}}";

    private final UpstreamSandbox upstream = new UpstreamSandbox("", Clock.systemUTC());

    /** How each API is asked, and how many events a stream of two words has. */
    enum Api {
        CHAT("\"messages\":[{\"role\":\"user\",\"content\":\"Grüße, 世界\"}],\"max_tokens\":500", 5),
        COMPLETIONS("\"prompt\":\"Grüße, 世界\",\"max_tokens\":500", 4),
        RESPONSES("\"input\":\"Grüße, 世界\",\"max_output_tokens\":500", 10);

        private final String fields;
        private final int eventsOfTwoWords;

        Api(String fields, int eventsOfTwoWords) {
            this.fields = fields;
            this.eventsOfTwoWords = eventsOfTwoWords;
        }
    }

    @ParameterizedTest
    @EnumSource
    void eventsSendsThatManyWords(Api api) throws IOException {
        assertThat(events(stream(api, "sandbox-events-2"))).isEqualTo(api.eventsOfTwoWords);
        assertThat(stream(api, "sandbox-events-2").text()).contains("the", " gate");
        assertThat(json(api, "sandbox-events-2").text()).contains("the gate");
    }

    @ParameterizedTest
    @EnumSource
    void everyPausesBeforeEachEvent(Api api) throws IOException {
        assertThat(stream(api, "sandbox-events-2-every-40ms").writtenMillis())
                .isBetween((api.eventsOfTwoWords - 1) * 40L, 3_000L);
    }

    @ParameterizedTest
    @EnumSource
    void cutAfterBreaksOffBehindThatEvent(Api api) throws IOException {
        Answer stream = stream(api, "sandbox-cut-after-3");

        assertThat(stream.cut()).isTrue();
        assertThat(events(stream)).isEqualTo(3);
        Answer answer = json(api, "sandbox-cut-after-3");
        assertThat(answer.cut()).isTrue();
        assertThat(answer.head().length().orElseThrow() / 2).isEqualTo(answer.body().length);
    }

    @ParameterizedTest
    @EnumSource
    void cutGivesNoResponseAtAll(Api api) {
        assertThatThrownBy(() -> stream(api, "sandbox-cut")).isInstanceOf(ConnectionCut.class);
        assertThatThrownBy(() -> json(api, "sandbox-cut")).isInstanceOf(ConnectionCut.class);
    }

    @ParameterizedTest
    @EnumSource
    void stallIsSilentAndGoesOn(Api api) throws IOException {
        assertThat(stream(api, "sandbox-stall-after-2-for-300ms").writtenMillis())
                .isBetween(300L, 3_000L);
        long start = System.nanoTime();
        assertThat(json(api, "sandbox-stall-for-300ms").head().status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(300), Duration.ofSeconds(3));
    }

    @ParameterizedTest
    @EnumSource
    void aStallLastsUntilTheApplicationStops(Api api) throws Exception {
        CompletableFuture<Answer> stalled = CompletableFuture.supplyAsync(() -> {
            try {
                return stream(api, "sandbox-stall-after-1");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        upstream.close();
        assertThat(stalled.get(5, TimeUnit.SECONDS).cut()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"CHAT", "COMPLETIONS"})
    void anErrorEndsTheChunks(Api api) throws IOException {
        assertThat(stream(api, "sandbox-error-first").head().status()).isEqualTo(200);
        assertThat(stream(api, "sandbox-error-first").text()).isEqualTo("data: " + OVERLOADED + "\n\n");
        assertThat(events(stream(api, "sandbox-error-after-3"))).isEqualTo(4);
        assertThat(stream(api, "sandbox-error-after-3").text()).endsWith("data: " + OVERLOADED + "\n\n");
        assertThat(stream(api, "sandbox-error-after-3").text()).doesNotContain("[DONE]");
    }

    @Test
    void anErrorEndsTheEventsOfAResponse() throws IOException {
        Answer first = stream(Api.RESPONSES, "sandbox-error-first");
        assertThat(first.head().status()).isEqualTo(200);
        assertThat(first.text())
                .isEqualTo("event: error\ndata: {\"type\":\"error\",\"sequence_number\":0,\"code\":\"server_error\","
                        + "\"message\":\"The engine is currently overloaded, please try again later\","
                        + "\"param\":null}\n\n");

        Answer later = stream(Api.RESPONSES, "sandbox-error-after-2");
        assertThat(later.eventNames()).containsExactly("response.created", "response.in_progress", "response.failed");
        JsonNode failed = later.events("response.failed").get(0);
        assertThat(failed.path("sequence_number").asInt()).isEqualTo(2);
        assertThat(failed.at("/response/status").asText()).isEqualTo("failed");
        assertThat(failed.at("/response/error/code").asText()).isEqualTo("server_error");
    }

    @ParameterizedTest
    @EnumSource
    void anErrorOfJsonIsAStatus(Api api) throws IOException {
        Answer answer = json(api, "sandbox-error-after-3");

        assertThat(answer.head().status()).isEqualTo(503);
        assertThat(answer.head().headers()).containsEntry("retry-after", "7");
        assertThat(answer.text()).isEqualTo(OVERLOADED);
    }

    @ParameterizedTest
    @EnumSource
    void malformedIsOneBrokenEventInAWholeStream(Api api) throws IOException {
        Answer stream = stream(api, "sandbox-events-2-malformed");

        assertThat(events(stream)).isEqualTo(api.eventsOfTwoWords + 1);
        assertThatThrownBy(stream::data).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(json(api, "sandbox-malformed")::json).isInstanceOf(JsonProcessingException.class);
    }

    @ParameterizedTest
    @EnumSource
    void noUsageNeverComes(Api api) throws IOException {
        assertThat(askedForUsage(api, "sandbox-no-usage").text()).doesNotContain("total_tokens");
        assertThat(json(api, "sandbox-no-usage").json().has("usage")).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void usageTwiceRepeatsTheUsage(Api api) throws IOException {
        List<JsonNode> usages = askedForUsage(api, "sandbox-usage-twice").data().stream()
                .filter(event -> event.toString().contains("total_tokens"))
                .toList();

        assertThat(usages).hasSize(2);
        assertThat(usages.get(0).findValue("usage")).isEqualTo(usages.get(1).findValue("usage"));
    }

    @ParameterizedTest
    @EnumSource
    void pingFirstIsAComment(Api api) throws IOException {
        assertThat(stream(api, "sandbox-ping-first").text()).startsWith(": ping\n\n");
        assertThat(events(stream(api, "sandbox-ping-first-cut-after-1"))).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void splitChangesNothingButThePieces(Api api) throws IOException {
        String whole = stream(api, "sandbox").text();

        assertThat(stream(api, "sandbox-split").text()).hasSameSizeAs(withModel(whole, "sandbox-split"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "400, invalid_request_error, null",
                "401, invalid_request_error, invalid_api_key",
                "402, insufficient_quota, insufficient_quota",
                "403, request_forbidden, null",
                "404, invalid_request_error, model_not_found",
                "407, invalid_request_error, null",
                "413, invalid_request_error, null",
                "422, invalid_request_error, null",
                "429, requests, rate_limit_exceeded",
                "500, server_error, null",
                "503, server_error, null",
                "529, server_error, null",
                "599, server_error, null"
            })
    void aStatusIsRefusedWithThatStatus(int status, String type, String code) throws IOException {
        for (Api api : Api.values()) {
            for (boolean stream : List.of(true, false)) {
                Answer answer = ask(api, "sandbox-" + status, stream, "");

                assertThat(answer.head().status()).isEqualTo(status);
                assertThat(answer.json().at("/error/type").asText()).isEqualTo(type);
                assertThat(answer.json().at("/error/code").textValue()).isEqualTo(code);
                assertThat(answer.head().headers().containsKey("retry-after"))
                        .isEqualTo(List.of(429, 503, 529).contains(status));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sandbox-", "sandboxed", "sandbox-200", "llama-3"})
    void anUnknownDirectiveIsAnUnknownModel(String model) throws IOException {
        for (Api api : Api.values()) {
            Answer answer = stream(api, model);

            assertThat(answer.head().status()).isEqualTo(404);
            assertThat(answer.json().at("/error/message").asText())
                    .isEqualTo("The model `" + model + "` does not exist or you do not have access to it.");
            assertThat(answer.json().at("/error/code").asText()).isEqualTo("model_not_found");
        }
    }

    /** Each occurrence of the model's name is longer by the directive. */
    private static String withModel(String stream, String model) {
        return stream.replace("\"model\":\"sandbox\"", "\"model\":\"" + model + "\"");
    }

    private static int events(Answer stream) {
        return stream.text().split("\n\n").length;
    }

    private Answer askedForUsage(Api api, String model) throws IOException {
        return ask(api, model, true, api == Api.RESPONSES ? "" : ",\"stream_options\":{\"include_usage\":true}");
    }

    private Answer stream(Api api, String model) throws IOException {
        return ask(api, model, true, "");
    }

    private Answer json(Api api, String model) throws IOException {
        return ask(api, model, false, "");
    }

    private Answer ask(Api api, String model, boolean stream, String more) throws IOException {
        byte[] body = "{\"model\":\"%s\",\"stream\":%s,%s%s}"
                .formatted(model, stream, api.fields, more)
                .getBytes(StandardCharsets.UTF_8);
        return Answer.of(
                switch (api) {
                    case CHAT -> upstream.chatCompletions("any", body);
                    case COMPLETIONS -> upstream.completions("any", body);
                    case RESPONSES -> upstream.responses("any", body);
                });
    }
}
