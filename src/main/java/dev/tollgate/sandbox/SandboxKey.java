package dev.tollgate.sandbox;

import org.jspecify.annotations.Nullable;

/** The API key that a stand-in is called with. */
public final class SandboxKey {

    private static final String BEARER = "Bearer ";

    private SandboxKey() {}

    /**
     * The API key of a request: {@code x-api-key}, or the bearer token that clients of 2026 send in its place.
     *
     * @return empty if neither header is there
     */
    public static String of(@Nullable String apiKeyHeader, @Nullable String authorization) {
        if (apiKeyHeader != null) {
            return apiKeyHeader.strip();
        }
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return "";
        }
        return authorization.substring(BEARER.length()).strip();
    }
}
