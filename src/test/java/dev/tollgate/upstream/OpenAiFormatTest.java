package dev.tollgate.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.metering.InputTokenEstimate;
import dev.tollgate.metering.LlmRequest;
import dev.tollgate.metering.OpenAiApi;
import dev.tollgate.metering.Outcome;
import dev.tollgate.metering.StreamMeter;
import dev.tollgate.metering.TokenUsage;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiFormatTest {

    private final LlmFormat chat = format(OpenAiApi.CHAT);
    private final LlmRequest request = chat.request(
            "{\"model\":\"gpt-4\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello world\"}],\"stream\":true}"
                    .getBytes(UTF_8),
            1000);

    @Test
    void anAnswerWithoutUsageIsEstimated() {
        LlmFormat.Reported reported = Objects.requireNonNull(chat.read(
                "{\"model\":\"gpt-4-0613\",\"choices\":[{\"message\":{\"content\":\"12345\"}}]}".getBytes(UTF_8),
                request));

        assertThat(reported.model()).isEqualTo("gpt-4-0613");
        assertThat(reported.usage()).isEqualTo(new TokenUsage(5, 2, 0, 0));
        assertThat(chat.read("<html>".getBytes(UTF_8), request)).isNull();
    }

    @Test
    void theMeterKnowsTheRequest() {
        StreamMeter meter = chat.newMeter(request);
        byte[] chunk = "data: {\"choices\":[],\"usage\":{\"completion_tokens\":3}}\n\n".getBytes(UTF_8);
        meter.take(chunk, 0, chunk.length);

        assertThat(meter.hidden()).isTrue();
        assertThat(meter.settledUsage()).isEqualTo(new TokenUsage(5, 3, 0, 0));
    }

    @Test
    void aPingIsAComment() {
        byte[] ping = chat.ping();
        StreamMeter meter = chat.newMeter(request);
        meter.take(ping, 0, ping.length);

        assertThat(ping).asString(UTF_8).isEqualTo(": ping\n\n");
        assertThat(meter.begun()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "TIMEOUT, timeout, The upstream took too long; the stream was ended",
        "SHUTDOWN, service_unavailable, The service is shutting down; the stream was ended",
        "UPSTREAM_ERROR, upstream_error, The upstream ended the stream early",
    })
    void anErrorIsOneThatClientsRaise(Outcome outcome, String code, String message) {
        String error = "\"error\":{\"message\":\"" + message + "\",\"type\":\"server_error\",\"param\":null,\"code\":\""
                + code + "\"}";

        assertThat(chat.error(outcome, 7)).asString(UTF_8).isEqualTo("data: {" + error + "}\n\n");
        assertThat(format(OpenAiApi.RESPONSES).error(outcome, 7))
                .asString(UTF_8)
                .isEqualTo("event: error\ndata: {\"type\":\"error\",\"code\":\"" + code + "\",\"message\":\"" + message
                        + "\",\"param\":null,\"sequence_number\":7," + error + "}\n\n");
    }

    @Test
    void itsOwnErrorsAreFailures() {
        for (OpenAiApi api : OpenAiApi.values()) {
            StreamMeter meter = format(api).newMeter(request);
            byte[] error = format(api).error(Outcome.TIMEOUT, 1);
            meter.take(error, 0, error.length);

            assertThat(meter.failed()).as("%s", api).isTrue();
        }
    }

    private static LlmFormat format(OpenAiApi api) {
        return new OpenAiFormat(api, new InputTokenEstimate());
    }
}
