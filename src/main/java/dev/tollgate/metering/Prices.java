package dev.tollgate.metering;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The prices by the names that routes use. */
@Component
public final class Prices {

    private final Map<String, Price> prices;

    public Prices(Map<String, Price> prices) {
        this.prices = new TreeMap<>(prices);
    }

    /** @throws IllegalArgumentException if there is none of that name: a mistake in a route, not in a request */
    public Price named(String name) {
        Price price = prices.get(name);
        if (price == null) {
            throw new IllegalArgumentException("No price is named '" + name + "'; there are " + prices.keySet());
        }
        return price;
    }

    /**
     * What a production start says about the prices that its routes use, one sentence each.
     *
     * @throws IllegalArgumentException if one of the names is unknown
     */
    public List<String> warnings(Collection<String> namesInUse) {
        return namesInUse.stream()
                .distinct()
                .sorted()
                .filter(name -> !named(name).warning().isEmpty())
                .map(name -> "Price " + name + " is in use: " + named(name).warning() + ".")
                .toList();
    }
}
