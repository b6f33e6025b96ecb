package dev.tollgate.steps;

import dev.tollgate.metering.ClaudeSettings;
import dev.tollgate.upstream.LlmFormats;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:read-llm-request}: what the client asks for, read once. */
@Component
class ReadLlmRequest {

    private static final String BY_FORMAT = "by-format";

    /** More than any model answers with; what a caller may ask for is bounded by the money it can have held. */
    private static final long MAX_TOKENS = 10_000_000;

    private final LlmFormats formats;
    private final ClaudeSettings claude;

    ReadLlmRequest(LlmFormats formats, ClaudeSettings claude) {
        this.formats = formats;
        this.claude = claude;
    }

    /**
     * Sets the variable {@code llmRequest}.
     *
     * @param format name of a {@link dev.tollgate.upstream.LlmFormat}
     * @param maxTokens the most output tokens that a request may ask for, or {@code by-format}
     */
    public void read(Exchange exchange, String format, String maxTokens) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        exchange.setVariable(Variables.LLM_REQUEST, formats.named(format).request(body, limit(format, maxTokens)));
    }

    private long limit(String format, String maxTokens) {
        if (!maxTokens.equals(BY_FORMAT)) {
            return Long.parseLong(maxTokens);
        }
        return format.equals("claude") ? claude.maxTokensPerRequest() : MAX_TOKENS;
    }
}
