package dev.tollgate.users;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;

/**
 * Access tokens: JWTs signed with {@code SECRET_KEY} by HS256 and nothing else, whatever a token's header asks for (RFC
 * 8725, 3.1).
 *
 * <p>A token names its user and its series; that the series still counts is the caller's to check.
 */
final class AccessTokens {

    /** What HS256 needs (RFC 7518, 3.2). */
    static final int SECRET_BYTES_MIN = 32;

    private static final String SERIES = "series";

    private final MACSigner signer;
    private final MACVerifier verifier;
    private final Duration ttl;
    private final Clock clock;

    /**
     * @param secret 32 bytes or more in UTF-8
     * @throws IllegalArgumentException if it is shorter
     */
    AccessTokens(String secret, Duration ttl, Clock clock) {
        byte[] key = secret.getBytes(StandardCharsets.UTF_8);
        if (key.length < SECRET_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "SECRET_KEY has " + key.length + " bytes; HS256 needs " + SECRET_BYTES_MIN + " or more");
        }
        try {
            signer = new MACSigner(key);
            verifier = new MACVerifier(key);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        this.ttl = ttl;
        this.clock = clock;
    }

    /** How long a new token is good for. */
    Duration ttl() {
        return ttl;
    }

    String issue(User user) {
        Instant now = clock.instant();
        var claims = new JWTClaimsSet.Builder()
                .subject(Long.toString(user.id()))
                .claim(SERIES, user.tokenSeries())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(ttl)))
                .build();
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        try {
            token.sign(signer);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    /** What a token says, if we have signed it and it hasn't expired. */
    Optional<Claims> read(String token) {
        try {
            SignedJWT jwt = SignedJWT.parse(token);
            if (!JWSAlgorithm.HS256.equals(jwt.getHeader().getAlgorithm()) || !jwt.verify(verifier)) {
                return Optional.empty();
            }
            JWTClaimsSet claims = jwt.getJWTClaimsSet();
            Date expires = claims.getExpirationTime();
            Integer series = claims.getIntegerClaim(SERIES);
            if (expires == null || series == null || !expires.toInstant().isAfter(clock.instant())) {
                return Optional.empty();
            }
            return Optional.of(new Claims(Long.parseLong(claims.getSubject()), series));
        } catch (ParseException | JOSEException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** @param series of the user's tokens, when this one was issued */
    record Claims(long userId, int series) {}
}
