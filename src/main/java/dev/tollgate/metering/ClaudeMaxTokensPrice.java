package dev.tollgate.metering;

import org.springframework.stereotype.Component;

/** {@code claude-max-tokens}, the wallet document's price: max_tokens x 1.2 / MON_TO_TOKEN_RATE MON, in wei. */
@Component(ClaudeMaxTokensPrice.NAME)
final class ClaudeMaxTokensPrice implements Price {

    static final String NAME = "claude-max-tokens";

    private final MonTokenRate rate;

    ClaudeMaxTokensPrice(MonTokenRate rate) {
        this.rate = rate;
    }

    @Override
    public Quote quote(LlmRequest request) {
        return new MonQuote(rate, request.maxTokens());
    }

    @Override
    public Price at(long tokensPerUnit) {
        return new ClaudeMaxTokensPrice(new MonTokenRate(tokensPerUnit));
    }

    @Override
    public String warning() {
        return "input tokens are free, so that a long prompt with a small max_tokens costs more than it brings in;"
                + " use " + ClaudeInputAndMaxTokensPrice.NAME + " to charge for them";
    }
}
