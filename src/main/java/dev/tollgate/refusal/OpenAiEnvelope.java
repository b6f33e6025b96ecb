package dev.tollgate.refusal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * OpenAI's envelope, {@code {"error":{"message","type","param","code"}}}, with its types and the codes that its clients
 * look for, so that its SDKs raise their own exceptions.
 */
@Component
class OpenAiEnvelope implements Envelope {

    private static final String QUOTA = "insufficient_quota";

    @Override
    public String name() {
        return "openai";
    }

    @Override
    public int status(Refusal refusal) {
        return GatewayStatus.of(refusal);
    }

    @Override
    public Map<String, Object> body(Refusal refusal, String requestId) {
        String code = code(refusal);
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("message", refusal.message());
        error.put("type", type(status(refusal), code));
        error.put("param", param(refusal));
        error.put("code", code);
        return Map.of("error", error);
    }

    private static String code(Refusal refusal) {
        return switch (refusal.status()) {
            case 401 -> "invalid_api_key";
            case 402 -> QUOTA;
            default -> refusal.code();
        };
    }

    private static String type(int status, String code) {
        if (code.equals(QUOTA)) {
            return QUOTA;
        }
        if (status == 429) {
            return "rate_limit_error";
        }
        return status < 500 ? "invalid_request_error" : "server_error";
    }

    /** What is wrong with the body as a whole has no name. */
    private static @Nullable String param(Refusal refusal) {
        return refusal instanceof InvalidField invalid && !invalid.field().equals(invalid.place())
                ? invalid.field()
                : null;
    }
}
