package dev.tollgate.users;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import org.junit.jupiter.api.Test;

class AccessTokensTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final AccessTokens tokens = at(NOW);
    private final User user = new User(7, "u", "u@example.com", Role.USER, BigDecimal.ONE, true, 3, NOW);

    @Test
    void aTokenNamesItsUserAndItsSeries() {
        assertThat(tokens.read(tokens.issue(user))).hasValue(new AccessTokens.Claims(7, 3));
    }

    @Test
    void itIsGoodUntilItExpires() {
        String token = tokens.issue(user);

        assertThat(at(NOW.plusSeconds(3599)).read(token)).isPresent();
        assertThat(at(NOW.plusSeconds(3600)).read(token)).isEmpty();
    }

    @Test
    void noOtherSignatureCounts() throws Exception {
        JWTClaimsSet claims = SignedJWT.parse(tokens.issue(user)).getJWTClaimsSet();
        var stronger = new SignedJWT(new JWSHeader(JWSAlgorithm.HS512), claims);
        stronger.sign(new MACSigner(SECRET));
        var strangers = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
        strangers.sign(new MACSigner("f".repeat(64)));

        assertThat(tokens.read(stronger.serialize())).isEmpty();
        assertThat(tokens.read(strangers.serialize())).isEmpty();
        assertThat(tokens.read(new PlainJWT(claims).serialize())).isEmpty();
        assertThat(tokens.read("a.b.c")).isEmpty();
        assertThat(tokens.read("")).isEmpty();
    }

    @Test
    void oneWithoutAnEndCountsForNothing() throws Exception {
        var endless = new SignedJWT(
                new JWSHeader(JWSAlgorithm.HS256),
                new JWTClaimsSet.Builder()
                        .subject("7")
                        .claim("series", 3)
                        .issueTime(Date.from(NOW))
                        .build());
        endless.sign(new MACSigner(SECRET));

        assertThat(tokens.read(endless.serialize())).isEmpty();
    }

    @Test
    void aShortSecretIsRefused() {
        assertThatThrownBy(() -> new AccessTokens("short", Duration.ofHours(1), Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("32");
    }

    private static AccessTokens at(Instant instant) {
        return new AccessTokens(SECRET, Duration.ofHours(1), Clock.fixed(instant, ZoneOffset.UTC));
    }
}
