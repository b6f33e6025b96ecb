package dev.tollgate.users;

import java.time.Duration;

/**
 * An access token that was issued.
 *
 * @param token the bearer token; it is shown once
 * @param expiresIn how long it is good for
 */
public record AccessToken(String token, Duration expiresIn, User user) {

    /** {@code expiresIn} as OAuth writes it. */
    public long expiresInSeconds() {
        return expiresIn.toSeconds();
    }

    /** Without the token: records turn up in logs. */
    @Override
    public String toString() {
        return "AccessToken[" + user.id() + "]";
    }
}
