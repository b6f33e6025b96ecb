package dev.tollgate.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.metering.LlmRequest;
import dev.tollgate.metering.Price;
import dev.tollgate.metering.Prices;
import dev.tollgate.metering.Quote;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PriceWarningTest {

    private static final String ROUTE = """
            - route:
                id: x
                from:
                  uri: platform-http:/x
                  steps:
                    - to:
                        uri: kamelet:hold-funds
                        parameters: {asset: MON, price: %s}
            """;

    @Test
    void warnsOfWhatRoutesUse() {
        var warning = new PriceWarning(new Prices(Map.of("cheap", new Cheap(), "fair", new Fair())));

        assertThat(warning.warnings(List.of(route("cheap"), route("cheap"), route("fair"))))
                .containsExactly("Price cheap is in use: it loses money.");
        assertThat(warning.warnings(List.of(route("fair")))).isEmpty();
    }

    private static RouteFile route(String price) {
        return RouteFile.parse("wallet/x.camel.yaml", ROUTE.formatted(price));
    }

    private static class Fair implements Price {
        @Override
        public Quote quote(LlmRequest request) {
            throw new UnsupportedOperationException("nobody buys here");
        }

        @Override
        public Price at(long tokensPerUnit) {
            return this;
        }
    }

    private static final class Cheap extends Fair {
        @Override
        public String warning() {
            return "it loses money";
        }
    }
}
