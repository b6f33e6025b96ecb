package dev.tollgate.identity;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * What a wallet signs to sign in.
 *
 * @param expiresAt until when the nonce can be used, as ISO 8601 has it
 * @param message ready to sign; null where the address was not given
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SiweChallenge(
        String nonce,
        @JsonProperty("expires_at") String expiresAt,
        @Nullable String message) {}
