package dev.tollgate.upstream;

import dev.tollgate.refusal.Refusal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream's failure means for the client, before anything was sent to it.
 *
 * <p>The upstream's 401, 402, 403 and 407 speak of our key or our bill and are never passed on; what a client can mend
 * is.
 */
final class UpstreamErrors {

    private static final Set<Integer> PASSED_ON = Set.of(400, 404, 413, 422, 429);
    private static final Set<Integer> ABOUT_US = Set.of(401, 402, 403, 407);

    private UpstreamErrors() {}

    /** The refusal for a failed connection, or for a call that was ended meanwhile. */
    static Refusal failure(IOException e, @Nullable EndReason reason) {
        if (reason != null) {
            return switch (reason) {
                case SILENCE -> new UpstreamFailure("Connection timeout");
                case DURATION -> new UpstreamFailure("the call took too long");
                case SHUTDOWN, CLIENT_GONE ->
                    Refusal.unavailable("The service is shutting down", Duration.ofSeconds(1));
            };
        }
        if (e instanceof InterruptedIOException) {
            return new UpstreamFailure("Connection timeout"); // socket, connect and pool time-outs
        }
        if (e instanceof UnknownHostException) {
            return new UpstreamFailure("upstream host is unknown");
        }
        if (e instanceof ConnectException) {
            return new UpstreamFailure("Connection refused");
        }
        return new UpstreamFailure("Connection lost");
    }

    /** Whether the status speaks of our credentials or our bill. */
    static boolean isAboutUs(int status) {
        return ABOUT_US.contains(status);
    }

    /** The refusal for an answer other than 2xx. */
    static Refusal status(int status, Map<String, String> headers, byte[] body) {
        if (PASSED_ON.contains(status)) {
            return new UpstreamRefusal(status, headers, body);
        }
        if (isAboutUs(status)) {
            return new UpstreamFailure("upstream refused our credentials");
        }
        return new UpstreamFailure("upstream answered " + status, retryAfter(headers));
    }

    /** Seconds or a date, as RFC 9110, 10.2.3 has it. */
    private static @Nullable Duration retryAfter(Map<String, String> headers) {
        String value = headers.getOrDefault("retry-after", "");
        if (value.matches("\\d{1,5}")) {
            return Duration.ofSeconds(Long.parseLong(value));
        }
        try {
            return Duration.between(Instant.now(), DateTimeFormatter.RFC_1123_DATE_TIME.parse(value, Instant::from));
        } catch (DateTimeException notADate) {
            return null;
        }
    }
}
