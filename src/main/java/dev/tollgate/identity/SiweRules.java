package dev.tollgate.identity;

import dev.tollgate.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * What a signed message must say to be meant for us, now.
 *
 * @param chainId the chain whose money it is about
 * @param validMax the longest time from its issue to its expiry
 */
record SiweRules(PublicUrl publicUrl, long chainId, Duration validMax) {

    /** How far a client's clock may be ahead of ours. */
    private static final Duration SKEW = Duration.ofMinutes(1);

    /** @throws Refusal 401 saying what is wrong */
    void require(SiweMessage message, Instant now) {
        String scheme = message.scheme();
        require(scheme == null || scheme.toLowerCase(Locale.ROOT).equals(publicUrl.scheme()), "is for another scheme");
        require(message.domain().toLowerCase(Locale.ROOT).equals(publicUrl.domain()), "is for another domain");
        require(publicUrl.matches(message.uri()), "is for another URI");
        require(message.chainId() == chainId, "is for another chain");
        require(!message.issuedAt().isAfter(now.plus(SKEW)), "was issued in the future");
        require(message.expiresAt().isAfter(now), "has expired");
        require(
                !message.expiresAt().isAfter(message.issuedAt().plus(validMax)),
                "is good for longer than " + validMax.toSeconds() + " s");
        Instant notBefore = message.notBefore();
        require(notBefore == null || !notBefore.isAfter(now), "is not good yet");
    }

    private static void require(boolean condition, String problem) {
        if (!condition) {
            throw Refusal.unauthenticated("The signed message " + problem);
        }
    }
}
