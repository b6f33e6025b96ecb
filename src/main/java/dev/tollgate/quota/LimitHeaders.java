package dev.tollgate.quota;

import dev.tollgate.quota.RequestsLeft.Window;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The headers that tell clients of their limits: {@code RateLimit-Policy} and {@code RateLimit} (the IETF's draft), and
 * OpenAI's own, which know one window.
 */
public final class LimitHeaders {

    private LimitHeaders() {}

    /** The headers by name, in lower case; none for what is left without limits. */
    public static Map<String, String> of(RequestsLeft left) {
        Window next = left.next();
        if (next == null) {
            return Map.of();
        }
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ratelimit-policy", joined(policy("rpm", left.minute(), 60), policy("rpd", left.day(), 86_400)));
        headers.put("ratelimit", joined(left("rpm", left.minute()), left("rpd", left.day())));
        headers.put("x-ratelimit-limit-requests", Long.toString(next.limit()));
        headers.put("x-ratelimit-remaining-requests", Long.toString(next.remaining()));
        headers.put("x-ratelimit-reset-requests", next.resetSeconds() + "s");
        return headers;
    }

    private static @Nullable String policy(String name, @Nullable Window window, int seconds) {
        return window == null ? null : "\"" + name + "\";q=" + window.limit() + ";w=" + seconds;
    }

    private static @Nullable String left(String name, @Nullable Window window) {
        return window == null ? null : "\"" + name + "\";r=" + window.remaining() + ";t=" + window.resetSeconds();
    }

    private static String joined(@Nullable String minute, @Nullable String day) {
        return Stream.of(minute, day).filter(item -> item != null).collect(Collectors.joining(", "));
    }
}
