package dev.tollgate.steps;

import dev.tollgate.metering.ClaudeSettings;
import dev.tollgate.metering.LlmRequest;
import org.apache.camel.Exchange;
import org.springframework.stereotype.Component;

/** Behind {@code kamelet:read-llm-request}: what the client asks for, read once; the body stays as it is. */
@Component
class ReadLlmRequest {

    private final ClaudeSettings settings;

    ReadLlmRequest(ClaudeSettings settings) {
        this.settings = settings;
    }

    /** Sets the variable {@code llmRequest}. */
    public void read(Exchange exchange) {
        byte[] body = exchange.getMessage().getBody(byte[].class);
        exchange.setVariable(Variables.LLM_REQUEST, LlmRequest.parse(body, settings.maxTokensPerRequest()));
    }
}
