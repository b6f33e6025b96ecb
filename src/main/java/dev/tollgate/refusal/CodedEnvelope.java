package dev.tollgate.refusal;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * Document 3's envelope: {@code {"success": false, "error": {"code": "ORDER_NOT_FOUND", "message": …}}}, with details beside
 * the message where there are any.
 */
@Component
class CodedEnvelope implements Envelope {

    /** What everybody may be refused for, by the names that this envelope's clients know. */
    private static final Map<String, String> CODES = Map.of(
            "malformed_request", "INVALID_REQUEST",
            "payment_required", "INSUFFICIENT_FUNDS",
            "idempotency_key_in_flight", "IDEMPOTENCY_KEY_IN_USE",
            "idempotency_key_reused", "IDEMPOTENCY_KEY_MISMATCH");

    private static final Map<String, String> MESSAGES = Map.of("INSUFFICIENT_FUNDS", "资金不足");

    @Override
    public String name() {
        return "coded";
    }

    @Override
    public Map<String, Object> body(Refusal refusal, String requestId) {
        String code = CODES.getOrDefault(
                refusal.code(), refusal.code().toUpperCase(Locale.ROOT).replace('-', '_'));
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("code", code);
        error.put("message", MESSAGES.getOrDefault(code, refusal.message()));
        if (refusal instanceof DetailedRefusal detailed) {
            error.putAll(new TreeMap<>(detailed.details()));
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("success", false);
        body.put("error", error);
        return body;
    }
}
