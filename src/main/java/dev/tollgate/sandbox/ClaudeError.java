package dev.tollgate.sandbox;

/** A request that Claude refuses: HTTP status, and type and message of its error envelope. */
final class ClaudeError extends RuntimeException {

    private final int status;

    ClaudeError(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static ClaudeError invalid(String message) {
        return new ClaudeError(400, message);
    }

    int status() {
        return status;
    }

    String type() {
        return typeOf(status);
    }

    String message() {
        return String.valueOf(getMessage());
    }

    /** The error types of Anthropic's documentation. */
    static String typeOf(int status) {
        return switch (status) {
            case 401 -> "authentication_error";
            case 402 -> "billing_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 504 -> "timeout_error";
            case 529 -> "overloaded_error";
            default -> status < 500 ? "invalid_request_error" : "api_error";
        };
    }
}
