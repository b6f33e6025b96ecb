package dev.tollgate.refusal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request that is refused, for a reason its sender may read.
 *
 * <p>A refusal carries the HTTP status and an English sentence without secrets, SQL or internal addresses. The error
 * policy of a family renders it in the family's envelope. It has no stack trace: a refusal is an answer, not a fault.
 */
public class Refusal extends RuntimeException {

    private final int status;
    private final String code;
    private final @Nullable Duration retryAfter;

    /**
     * @param status the HTTP status, 400 to 599
     * @param code a stable word for programs, such as {@code invalid_request}
     * @param message the sentence for people
     */
    public Refusal(int status, String code, String message) {
        this(status, code, message, null);
    }

    /** @param retryAfter when trying again makes sense; rendered as {@code Retry-After} in whole seconds, rounded up */
    public Refusal(int status, String code, String message, @Nullable Duration retryAfter) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** 400: a field of the request's body, or a header, is wrong; reads {@code <field>: <what is wrong>}. */
    public static Refusal invalid(String field, String problem) {
        return new InvalidField("body", field, problem);
    }

    /** 400: the same of a parameter in the query. */
    public static Refusal invalidQuery(String field, String problem) {
        return new InvalidField("query", field, problem);
    }

    /** 400: the request can't be read at all. */
    public static Refusal malformed(String what, String problem) {
        return new Refusal(400, "malformed_request", what + ": " + problem);
    }

    /** 401: nobody we know. */
    public static Refusal unauthenticated(String message) {
        return new Refusal(401, "authentication_required", message);
    }

    /** 403: known, but not allowed. */
    public static Refusal forbidden(String message) {
        return new Refusal(403, "forbidden", message);
    }

    /** 404. */
    public static Refusal notFound(String message) {
        return new Refusal(404, "not_found", message);
    }

    /** 409: at odds with what is already booked or in flight. */
    public static Refusal conflict(String message) {
        return new Refusal(409, "conflict", message);
    }

    /** 503: nothing was changed, try again later. */
    public static Refusal unavailable(String message, Duration retryAfter) {
        return new Refusal(503, "unavailable", message, retryAfter);
    }

    /** 500: a fault of ours, which the log explains under the request id. */
    public static Refusal fault(String requestId) {
        return new Refusal(500, "internal_error", "Internal error; quote request id " + requestId + " to the operator");
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /** The message; never null, unlike {@link #getMessage()} of other exceptions. */
    public String message() {
        return String.valueOf(getMessage());
    }
}
