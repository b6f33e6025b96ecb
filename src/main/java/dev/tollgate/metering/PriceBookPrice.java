package dev.tollgate.metering;

import org.springframework.stereotype.Component;

/**
 * {@code price-book}: what the price book says of the model, in TOKEN. Held are the estimated input and the most output
 * that the request allows; charged is what was used.
 *
 * <p>The model is the one that was asked for, whatever name it answers by.
 */
@Component(PriceBookPrice.NAME)
final class PriceBookPrice implements Price {

    static final String NAME = "price-book";

    private final PriceBook book;
    private final InputTokenEstimate estimate;

    PriceBookPrice(PriceBook book, InputTokenEstimate estimate) {
        this.book = book;
        this.estimate = estimate;
    }

    @Override
    public Quote quote(LlmRequest request) {
        ModelPrice price = book.ofModel(request.model());
        long input = estimate.tokens(request);
        long each = request.maxTokens() > 0 ? request.maxTokens() : book.outputTokens(price);
        long output = Math.multiplyExact(each, request.choices());
        return new BookQuote(price, input, output, book.version());
    }

    @Override
    public Price at(long tokensPerUnit) {
        throw new IllegalArgumentException("Price " + NAME + " takes no rate: its prices stand in application.yaml");
    }

    private record BookQuote(ModelPrice price, long input, long output, String version) implements Quote {

        @Override
        public Cost advance() {
            return price.atMost(input, output);
        }

        @Override
        public Cost cost(TokenUsage usage) {
            return price.cost(usage);
        }

        @Override
        public long tokensMax() {
            return Math.addExact(input, output);
        }
    }
}
