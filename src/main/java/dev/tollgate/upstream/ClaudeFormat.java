package dev.tollgate.upstream;

import dev.tollgate.metering.ClaudeRequestReader;
import dev.tollgate.metering.ClaudeStreamMeter;
import dev.tollgate.metering.ClaudeUsage;
import dev.tollgate.metering.InputTokenEstimate;
import dev.tollgate.metering.LlmRequest;
import dev.tollgate.metering.Outcome;
import dev.tollgate.metering.StreamMeter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Anthropic's Messages API. */
@Component("claude")
final class ClaudeFormat implements LlmFormat {

    private static final byte[] PING = event("ping", "{\"type\": \"ping\"}");

    private final InputTokenEstimate estimate;

    ClaudeFormat(InputTokenEstimate estimate) {
        this.estimate = estimate;
    }

    @Override
    public LlmRequest request(byte[] body, long maxTokensPerRequest) {
        return ClaudeRequestReader.read(body, maxTokensPerRequest);
    }

    @Override
    public @Nullable Reported read(byte[] body, LlmRequest request) {
        ClaudeUsage usage = ClaudeUsage.of(body);
        return usage == null ? null : new Reported(usage.model(), usage.settledUsage(() -> estimate.tokens(request)));
    }

    @Override
    public StreamMeter newMeter(LlmRequest request) {
        return new ClaudeStreamMeter();
    }

    @Override
    public byte[] ping() {
        return PING.clone();
    }

    @Override
    public byte[] error(Outcome outcome, long eventsBefore) {
        String type = outcome == Outcome.SHUTDOWN
                ? "overloaded_error"
                : outcome == Outcome.TIMEOUT ? "timeout_error" : "api_error";
        String message = BrokenStream.message(outcome);
        return event(
                "error", "{\"type\":\"error\",\"error\":{\"type\":\"" + type + "\",\"message\":\"" + message + "\"}}");
    }

    private static byte[] event(String name, String data) {
        return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
