package dev.tollgate.identity;

import org.jspecify.annotations.Nullable;

/** The token of an {@code Authorization: Bearer} header; the scheme's case doesn't matter (RFC 9110, 11.1). */
public final class BearerToken {

    private static final String SCHEME = "Bearer ";

    private BearerToken() {}

    /** The token as sent, or null where the header is missing or of another scheme. */
    public static @Nullable String of(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? authorization.substring(SCHEME.length())
                : null;
    }
}
