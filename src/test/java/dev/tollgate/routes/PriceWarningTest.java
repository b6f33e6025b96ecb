package dev.tollgate.routes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.metering.LlmRequest;
import dev.tollgate.metering.Price;
import dev.tollgate.metering.Prices;
import java.math.BigInteger;
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
        var warning = new PriceWarning(new Prices(Map.of("cheap", new Cheap(), "fair", request -> BigInteger.ONE)));

        assertThat(warning.warnings(List.of(route("cheap"), route("cheap"), route("fair"))))
                .containsExactly("Price cheap is in use: it loses money.");
        assertThat(warning.warnings(List.of(route("fair")))).isEmpty();
    }

    private static RouteFile route(String price) {
        return RouteFile.parse("wallet/x.camel.yaml", ROUTE.formatted(price));
    }

    private static final class Cheap implements Price {
        @Override
        public BigInteger amount(LlmRequest request) {
            return BigInteger.ZERO;
        }

        @Override
        public String warning() {
            return "it loses money";
        }
    }
}
