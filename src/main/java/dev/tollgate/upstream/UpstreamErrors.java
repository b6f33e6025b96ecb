package dev.tollgate.upstream;

import dev.tollgate.refusal.Refusal;
import dev.tollgate.upstream.UpstreamFailure.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Set;
import org.apache.hc.client5.http.ConnectTimeoutException;
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
    private static final Set<Integer> OVERLOADED = Set.of(503, 529);

    private UpstreamErrors() {}

    /** The refusal for a failed connection, or for a call that was ended meanwhile. */
    static Refusal failure(IOException e, @Nullable EndReason reason) {
        if (reason == EndReason.SHUTDOWN || reason == EndReason.CLIENT_GONE) {
            return Refusal.unavailable("The service is shutting down", Duration.ofSeconds(1));
        }
        if (reason == EndReason.DURATION) {
            return new UpstreamFailure(Kind.TIMEOUT, "the call took too long");
        }
        if (isUnreachable(e)) {
            return new UpstreamFailure(Kind.UNREACHABLE, unreachable(e));
        }
        if (reason == EndReason.SILENCE || e instanceof InterruptedIOException) {
            return new UpstreamFailure(Kind.TIMEOUT, "Connection timeout"); // socket and pool time-outs
        }
        return new UpstreamFailure("Connection lost");
    }

    /** Whether there was no connection at all, so that nothing can have been sent. */
    static boolean isUnreachable(IOException e) {
        return e instanceof ConnectException
                || e instanceof ConnectTimeoutException
                || e instanceof UnknownHostException
                || e instanceof NoRouteToHostException;
    }

    private static String unreachable(IOException e) {
        if (e instanceof UnknownHostException) {
            return "upstream host is unknown";
        }
        if (e instanceof ConnectTimeoutException) {
            return "Connection timeout";
        }
        return e instanceof ConnectException ? "Connection refused" : "upstream host is not reachable";
    }

    /** Whether the status speaks of our credentials or our bill. */
    static boolean isAboutUs(int status) {
        return ABOUT_US.contains(status);
    }

    /** Whether every call would be refused so; a 403 may speak of one model only. */
    static boolean isOurDebt(int status) {
        return isAboutUs(status) && status != 403;
    }

    /** The refusal for an answer other than 2xx. */
    static Refusal status(int status, Map<String, String> headers, byte[] body) {
        if (PASSED_ON.contains(status)) {
            return new UpstreamRefusal(status, headers, body);
        }
        if (isAboutUs(status)) {
            return new UpstreamFailure(Kind.REFUSED_US, "upstream refused our credentials");
        }
        Kind kind = OVERLOADED.contains(status) ? Kind.OVERLOADED : Kind.ERROR;
        return new UpstreamFailure(kind, "upstream answered " + status, retryAfter(headers));
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
