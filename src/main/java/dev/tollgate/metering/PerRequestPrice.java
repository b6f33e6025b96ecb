package dev.tollgate.metering;

import dev.tollgate.refusal.Refusal;
import org.springframework.stereotype.Component;

/** {@code per-request}: what the price book says of the path, in TOKEN, whatever the request uses. */
@Component(PerRequestPrice.NAME)
final class PerRequestPrice implements Price {

    static final String NAME = "per-request";

    private final PriceBook book;

    PerRequestPrice(PriceBook book) {
        this.book = book;
    }

    @Override
    public Quote quote(LlmRequest request) {
        String path = request.path();
        Cost cost = book.ofRequest(path)
                .orElseThrow(
                        () -> new Refusal(404, "not_for_sale", path + " is not served here: its use can't be metered"));
        return new RequestQuote(cost, book.version());
    }

    @Override
    public Price at(long tokensPerUnit) {
        throw new IllegalArgumentException("Price " + NAME + " takes no rate: its prices stand in application.yaml");
    }

    private record RequestQuote(Cost advance, String version) implements Quote {

        @Override
        public Cost cost(TokenUsage usage) {
            return advance;
        }

        @Override
        public long tokensMax() {
            return 0;
        }
    }
}
