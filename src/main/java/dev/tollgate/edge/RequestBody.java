package dev.tollgate.edge;

import dev.tollgate.refusal.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.unit.DataSize;

/** Reads a request's body, whole and bounded. */
final class RequestBody {

    private static final byte[] NONE = new byte[0];
    private static final Set<String> WITHOUT_BODY = Set.of("GET", "HEAD", "DELETE", "OPTIONS", "TRACE");

    private RequestBody() {}

    /**
     * Returns the body's bytes.
     *
     * @param consumes the media type that the route takes, or null for any
     * @throws Refusal 413 above the limit, 415 for another media type or an encoding, 400 or 408 where the body does not
     *     come whole
     */
    static byte[] read(HttpServletRequest request, @Nullable String consumes, DataSize limit) {
        if (WITHOUT_BODY.contains(request.getMethod()) && request.getContentLengthLong() <= 0) {
            return NONE;
        }
        checkEncoding(request);
        checkType(request, consumes);
        try {
            return bytes(request.getInputStream(), request.getContentLengthLong(), limit);
        } catch (IOException e) {
            throw e.getCause() instanceof SocketTimeoutException
                    ? new Refusal(408, "request_timeout", "The request's body did not come in time")
                    : Refusal.invalid("body", "ended early, or its chunks are malformed");
        }
    }

    private static byte[] bytes(InputStream in, long declared, DataSize limit) throws IOException {
        if (declared > limit.toBytes()) {
            throw tooLarge(limit);
        }
        int room = Math.toIntExact(limit.toBytes() + 1);
        byte[] body = declared >= 0 ? in.readNBytes((int) declared) : in.readNBytes(room);
        if (body.length == room) {
            throw tooLarge(limit);
        }
        if (body.length < declared) {
            throw new EOFException();
        }
        return body;
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

    private static Refusal unsupported(String message) {
        return new Refusal(415, "unsupported_media_type", message);
    }
}
