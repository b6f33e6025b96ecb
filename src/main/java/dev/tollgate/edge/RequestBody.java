package dev.tollgate.edge;

import dev.tollgate.refusal.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;

/** Reads a request's body, whole and bounded. */
final class RequestBody {

    private static final byte[] NONE = new byte[0];
    private static final int FIRST_BYTES = 8 * 1024;
    private static final long NANOS_PER_BYTE = 1_000_000_000L / (16 * 1024);
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "DELETE", "OPTIONS", "TRACE");

    private RequestBody() {}

    /**
     * Returns the body's bytes.
     *
     * @param consumes the media type that the route takes, or null for any
     * @param share pays for a large one
     * @param timeout for the body, beside a second for each 16 KiB of it
     * @param turn rests while the client has yet to send
     * @throws Refusal 413 above the limit, 415 for another media type or an encoding, 400 or 408 where the body does not
     *     come whole or in time, 503 above the budget of all bodies
     */
    static byte[] read(
            HttpServletRequest request,
            @Nullable String consumes,
            DataSize limit,
            BodyBudget.Share share,
            Duration timeout,
            Workload.Turn turn) {
        if (WITHOUT_BODY.contains(request.getMethod()) && request.getContentLengthLong() <= 0) {
            return NONE;
        }
        checkEncoding(request);
        checkType(request, consumes);
        try {
            return bytes(request.getInputStream(), request.getContentLengthLong(), limit, share, timeout, turn);
        } catch (IOException e) {
            throw e.getCause() instanceof SocketTimeoutException
                    ? tooSlow()
                    : Refusal.invalid("body", "ended early, or its chunks are malformed");
        } finally {
            turn.work();
        }
    }

    private static byte[] bytes(
            InputStream in, long declared, DataSize limit, BodyBudget.Share share, Duration timeout, Workload.Turn turn)
            throws IOException {
        if (declared > limit.toBytes()) {
            throw tooLarge(limit);
        }
        // One byte more than the limit shows that it is exceeded.
        int most = Math.toIntExact(declared >= 0 ? declared : limit.toBytes() + 1);
        byte[] body = new byte[Math.min(most, declared >= 0 ? BodyBudget.FREE_BYTES : FIRST_BYTES)];
        int length = 0;
        long beganNanos = System.nanoTime();
        while (length < most) {
            if (length == body.length) {
                body = larger(body, most, share);
            }
            if (in.available() == 0) {
                turn.rest();
            }
            int read = in.read(body, length, body.length - length);
            if (read < 0) {
                break;
            }
            length += read;
            if (length < most) {
                checkPace(length, timeout, System.nanoTime() - beganNanos);
            }
        }
        if (length < declared) {
            throw new EOFException();
        }
        if (length > limit.toBytes()) {
            throw tooLarge(limit);
        }
        return length == body.length ? body : Arrays.copyOf(body, length);
    }

    private static byte[] larger(byte[] body, int most, BodyBudget.Share share) {
        int larger = (int) Math.min(most, 2L * body.length);
        int counted = Math.max(body.length, BodyBudget.FREE_BYTES);
        if (larger > counted) {
            share.take(larger - counted);
        }
        return Arrays.copyOf(body, larger);
    }

    /** Tomcat's own time-out is for a single read: one byte now and then would keep a thread for ever. */
    private static void checkPace(int length, Duration timeout, long elapsedNanos) {
        long allowed = timeout.toNanos() + length * NANOS_PER_BYTE;
        if (elapsedNanos > allowed) {
            throw tooSlow();
        }
    }

    private static void checkEncoding(HttpServletRequest request) {
        for (String encoding : Collections.list(request.getHeaders("Content-Encoding"))) {
            if (!"identity".equalsIgnoreCase(encoding)) {
                throw unsupported("Content-Encoding is not supported; send the body unencoded");
            }
        }
    }

    private static void checkType(HttpServletRequest request, @Nullable String consumes) {
        MediaType sent = mediaType(request.getContentType());
        if (consumes == null) {
            return;
        }
        if (sent == null
                || sent.isWildcardType()
                || !MediaType.valueOf(consumes).includes(sent)) {
            throw unsupported("Content-Type must be " + consumes);
        }
        if (sent.getCharset() != null && !sent.getCharset().equals(StandardCharsets.UTF_8)) {
            throw unsupported("Content-Type must be " + consumes + " in UTF-8");
        }
    }

    private static @Nullable MediaType mediaType(@Nullable String contentType) {
        try {
            return contentType == null ? null : MediaType.valueOf(contentType).removeQualityValue();
        } catch (InvalidMediaTypeException e) { // an unknown charset among them
            return null;
        }
    }

    private static Refusal tooLarge(DataSize limit) {
        return new Refusal(413, "request_too_large", "Request body is larger than " + limit.toBytes() + " bytes");
    }

    private static Refusal tooSlow() {
        return new Refusal(408, "request_timeout", "The request's body did not come in time");
    }

    private static Refusal unsupported(String message) {
        return new Refusal(415, "unsupported_media_type", message);
    }
}
