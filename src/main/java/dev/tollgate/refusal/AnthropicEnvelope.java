package dev.tollgate.refusal;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Anthropic's envelope, {@code {"type":"error","error":{"type","message"},"request_id"}}, with the error types of its
 * API reference, so that its SDKs raise their own exceptions.
 */
@Component
class AnthropicEnvelope implements Envelope {

    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public Map<String, Object> body(Refusal refusal, String requestId) {
        return body(refusal.status(), refusal, requestId);
    }

    /** @param status the one that is answered, which the type follows */
    static Map<String, Object> body(int status, Refusal refusal, String requestId) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("type", type(status));
        error.put("message", refusal.message());
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "error");
        body.put("error", error);
        body.put("request_id", requestId);
        return body;
    }

    private static String type(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 503, 529 -> "overloaded_error";
            case 504 -> "timeout_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
