package dev.tollgate.metering;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What Claude calls cost and how large they may be.
 *
 * @param monToTokenRate tokens per MON ({@code MON_TO_TOKEN_RATE}), at least 1
 * @param maxTokensPerRequest the largest {@code max_tokens} accepted ({@code MAX_TOKENS_PER_REQUEST}), at least 1
 */
@ConfigurationProperties("tollgate.claude")
public record ClaudeSettings(long monToTokenRate, long maxTokensPerRequest) {

    public ClaudeSettings {
        requirePositive("MON_TO_TOKEN_RATE", monToTokenRate);
        requirePositive("MAX_TOKENS_PER_REQUEST", maxTokensPerRequest);
    }

    private static void requirePositive(String variable, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(variable + " must be a positive integer, not " + value);
        }
    }
}
