package dev.tollgate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that OpenAI refuses: HTTP status, and the fields of its error envelope. */
final class OpenAiError extends RuntimeException {

    /** What a stream ends with, and what a JSON request gets in place of such a stream. */
    static final OpenAiError OVERLOADED = new OpenAiError(
            503, "server_error", null, null, "The engine is currently overloaded, please try again later");

    private static final String INVALID_REQUEST = "invalid_request_error";

    private final int status;
    private final String type;
    private final @Nullable String param;
    private final @Nullable String code;

    private OpenAiError(int status, String type, @Nullable String param, @Nullable String code, String message) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
    }

    static OpenAiError invalid(@Nullable String param, @Nullable String code, String message) {
        return new OpenAiError(400, INVALID_REQUEST, param, code, message);
    }

    static OpenAiError missing(String param) {
        return invalid(param, "missing_required_parameter", "Missing required parameter: '" + param + "'.");
    }

    /** @param expected such as {@code an integer} */
    static OpenAiError wrongType(String param, String expected, JsonNode given) {
        String message = "Invalid type for '%s': expected %s, but got %s instead.";
        return invalid(param, "invalid_type", message.formatted(param, expected, kind(given)));
    }

    static OpenAiError empty(String param) {
        String message =
                "Invalid '%s': empty array. Expected an array with minimum length 1, but got an empty array instead.";
        return invalid(param, "empty_array", message.formatted(param));
    }

    static OpenAiError unauthorized(String message) {
        return new OpenAiError(401, INVALID_REQUEST, null, "invalid_api_key", message);
    }

    static OpenAiError unknownModel(String model) {
        String message = "The model `%s` does not exist or you do not have access to it.";
        return new OpenAiError(404, INVALID_REQUEST, null, "model_not_found", message.formatted(model));
    }

    /** The error that a model's name asked for, with the type and code that OpenAI has for its status. */
    static OpenAiError asked(int status) {
        String message = "The sandbox was asked for this error";
        return switch (status) {
            case 401 -> unauthorized(message);
            case 402 -> new OpenAiError(status, "insufficient_quota", null, "insufficient_quota", message);
            case 403 -> new OpenAiError(status, "request_forbidden", null, null, message);
            case 404 -> new OpenAiError(status, INVALID_REQUEST, null, "model_not_found", message);
            case 429 -> new OpenAiError(status, "requests", null, "rate_limit_exceeded", message);
            default -> new OpenAiError(status, status < 500 ? INVALID_REQUEST : "server_error", null, null, message);
        };
    }

    int status() {
        return status;
    }

    String message() {
        return String.valueOf(getMessage());
    }

    /** OpenAI's error envelope, of a response and of an event alike. */
    Map<String, Object> envelope() {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("message", message());
        error.put("type", type);
        error.put("param", param);
        error.put("code", code);
        Map<String, Object> envelope = new LinkedHashMap<>();
        envelope.put("error", error);
        return envelope;
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> "a string";
            case BOOLEAN -> "a boolean";
            case NUMBER -> node.isIntegralNumber() ? "an integer" : "a decimal";
            case ARRAY -> "an array";
            case OBJECT -> "an object";
            default -> "null";
        };
    }
}
