package dev.tollgate.upstream;

import dev.tollgate.metering.InputTokenEstimate;
import dev.tollgate.metering.LlmRequest;
import dev.tollgate.metering.OpenAiApi;
import dev.tollgate.metering.OpenAiRequestReader;
import dev.tollgate.metering.OpenAiStreamMeter;
import dev.tollgate.metering.OpenAiUsage;
import dev.tollgate.metering.Outcome;
import dev.tollgate.metering.StreamMeter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One of OpenAI's APIs, as many others serve them, too. Where no input is reported, the estimate stands in for it. */
final class OpenAiFormat implements LlmFormat {

    private static final byte[] PING = ": ping\n\n".getBytes(StandardCharsets.US_ASCII);

    private final OpenAiApi api;
    private final InputTokenEstimate estimate;

    OpenAiFormat(OpenAiApi api, InputTokenEstimate estimate) {
        this.api = api;
        this.estimate = estimate;
    }

    @Override
    public LlmRequest request(byte[] body, long maxTokensPerRequest) {
        return OpenAiRequestReader.read(body, api, maxTokensPerRequest);
    }

    @Override
    public @Nullable Reported read(byte[] body, LlmRequest request) {
        OpenAiUsage usage = OpenAiUsage.of(body);
        return usage == null ? null : new Reported(usage.model(), usage.settledUsage(() -> estimate.tokens(request)));
    }

    @Override
    public StreamMeter newMeter(LlmRequest request) {
        return new OpenAiStreamMeter(api, request.usageHidden(), () -> estimate.tokens(request));
    }

    @Override
    public byte[] ping() {
        return PING.clone();
    }

    /**
     * An error as OpenAI's clients raise it, after which they expect no {@code [DONE]}. Those that know the event of the
     * Responses API read its flat fields; all others, the object {@code error}.
     */
    @Override
    public byte[] error(Outcome outcome, long eventsBefore) {
        String message = BrokenStream.message(outcome);
        String error = "\"error\":{\"message\":\"" + message + "\",\"type\":\"server_error\",\"param\":null,\"code\":\""
                + code(outcome) + "\"}";
        String event = api == OpenAiApi.RESPONSES
                ? "event: error\ndata: {\"type\":\"error\",\"code\":\"" + code(outcome) + "\",\"message\":\"" + message
                        + "\",\"param\":null,\"sequence_number\":" + eventsBefore + "," + error + "}\n\n"
                : "data: {" + error + "}\n\n";
        return event.getBytes(StandardCharsets.UTF_8);
    }

    private static String code(Outcome outcome) {
        return outcome == Outcome.SHUTDOWN
                ? "service_unavailable"
                : outcome == Outcome.TIMEOUT ? "timeout" : "upstream_error";
    }
}
