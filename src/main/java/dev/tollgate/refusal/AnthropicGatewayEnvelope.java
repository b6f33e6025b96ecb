package dev.tollgate.refusal;

import java.util.Map;
import org.springframework.stereotype.Component;

/** Anthropic's envelope where failures of an upstream are 502, 503 and 504. */
@Component
class AnthropicGatewayEnvelope implements Envelope {

    @Override
    public String name() {
        return "anthropic-gateway";
    }

    @Override
    public int status(Refusal refusal) {
        return GatewayStatus.of(refusal);
    }

    @Override
    public Map<String, Object> body(Refusal refusal, String requestId) {
        return AnthropicEnvelope.body(status(refusal), refusal, requestId);
    }
}
