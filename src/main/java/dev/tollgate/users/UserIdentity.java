package dev.tollgate.users;

import dev.tollgate.identity.BearerToken;
import dev.tollgate.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/** Which user calls, by their access token. */
public final class UserIdentity {

    private final AccessTokens tokens;
    private final Users users;

    UserIdentity(AccessTokens tokens, Users users) {
        this.tokens = tokens;
        this.users = users;
    }

    /**
     * The user as they are now.
     *
     * @param authorization the Authorization header, if there is one
     * @throws Refusal 401 without a token that counts
     */
    public User user(@Nullable String authorization) {
        String token = BearerToken.of(authorization);
        if (token == null) {
            throw Refusal.unauthenticated("Not authenticated: send Authorization: Bearer <access_token>");
        }
        return tokens.read(token.strip())
                .flatMap(claims -> users.find(claims.userId())
                        .filter(user -> user.active() && user.tokenSeries() == claims.series()))
                .orElseThrow(() ->
                        Refusal.unauthenticated("The access token is wrong, has expired or was ended; sign in again"));
    }

    /** @throws Refusal 401 as above, 403 if the user is no admin */
    public User admin(@Nullable String authorization) {
        User user = user(authorization);
        if (!user.isAdmin()) {
            throw Refusal.forbidden("Only an admin may do this");
        }
        return user;
    }
}
