package dev.tollgate.idempotency;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An answer as it is kept for repeats: its status, a few of its headers, and its bytes as they were sent. */
public final class StoredAnswer {

    /** Larger bodies aren't kept. */
    public static final int MAX_BODY_BYTES = 1024 * 1024;

    private final int status;
    private final Map<String, String> headers;
    private final byte @Nullable [] body;

    private StoredAnswer(int status, Map<String, String> headers, byte @Nullable [] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /**
     * An answer to keep.
     *
     * @param headers of which those that a repeat needs are kept
     * @param body one of more than {@link #MAX_BODY_BYTES} isn't kept, as in {@link #withoutBody}
     */
    public static StoredAnswer of(int status, Map<String, String> headers, byte[] body) {
        return new StoredAnswer(status, kept(headers), body.length > MAX_BODY_BYTES ? null : body);
    }

    /** An answer that was given but is too large to keep: its key is used up, and a repeat is told so. */
    public static StoredAnswer withoutBody(int status, Map<String, String> headers) {
        return new StoredAnswer(status, kept(headers), null);
    }

    /**
     * Whether an answer of this status is the end of the matter.
     *
     * <p>It isn't where the caller can cure the cause without changing the request (pay, wait, log in), where the
     * request was refused before anything was looked at, or where we failed before any effect: then the key is
     * released. Other refusals (404, 409, 410, a failed verification) stay as they are.
     */
    public static boolean isFinal(int status) {
        return switch (status) {
            case 202, 400, 401, 402, 403, 405, 406, 408, 411, 413, 414, 415, 425, 429, 431 -> false;
            default -> status < 500;
        };
    }

    public int status() {
        return status;
    }

    /** By lower-case name. */
    public Map<String, String> headers() {
        return headers;
    }

    /** The bytes as they were sent; null where they were too many to keep. */
    public byte @Nullable [] body() {
        return body;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof StoredAnswer that
                && status == that.status
                && headers.equals(that.headers)
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return Objects.hash(status, headers, Arrays.hashCode(body));
    }

    @Override
    public String toString() {
        return "StoredAnswer[" + status + ", " + headers + ", " + (body == null ? "no" : body.length) + " bytes]";
    }

    private static Map<String, String> kept(Map<String, String> headers) {
        Map<String, String> kept = new TreeMap<>();
        headers.forEach((name, value) -> {
            String lowerCase = name.toLowerCase(Locale.ROOT);
            if (isKept(lowerCase)) {
                kept.put(lowerCase, value);
            }
        });
        return Map.copyOf(kept);
    }

    private static boolean isKept(String name) {
        return switch (name) {
            case "content-type", "location", "request-id", "retry-after" -> true;
            default -> name.startsWith("anthropic-ratelimit-");
        };
    }
}
