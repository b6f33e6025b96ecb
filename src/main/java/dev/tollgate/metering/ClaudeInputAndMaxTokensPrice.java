package dev.tollgate.metering;

import org.springframework.stereotype.Component;

/**
 * {@code claude-input-and-max-tokens}: (estimated input + max_tokens) x 1.2 / MON_TO_TOKEN_RATE MON, in wei.
 *
 * <p>What is estimated, and how far to trust it, stands at {@link InputTokenEstimate}.
 */
@Component(ClaudeInputAndMaxTokensPrice.NAME)
final class ClaudeInputAndMaxTokensPrice implements Price {

    static final String NAME = "claude-input-and-max-tokens";

    private final MonTokenRate rate;
    private final InputTokenEstimate estimate;

    ClaudeInputAndMaxTokensPrice(MonTokenRate rate, InputTokenEstimate estimate) {
        this.rate = rate;
        this.estimate = estimate;
    }

    @Override
    public Quote quote(LlmRequest request) {
        return new MonQuote(rate, Math.addExact(request.maxTokens(), estimate.tokens(request)));
    }

    @Override
    public Price at(long tokensPerUnit) {
        return new ClaudeInputAndMaxTokensPrice(new MonTokenRate(tokensPerUnit), estimate);
    }
}
