package dev.tollgate.metering;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** The prices by the names that routes use. */
@Component
public final class Prices {

    private static final Pattern RATE = Pattern.compile("[1-9][0-9]{0,17}");

    private final Map<String, Price> prices;
    private final Map<String, Price> atOtherRates = new ConcurrentHashMap<>();

    public Prices(Map<String, Price> prices) {
        this.prices = new TreeMap<>(prices);
    }

    /**
     * Returns a price by its bean's name, or, as {@code claude-max-tokens@50000}, the same rule at a rate of its own:
     * 50,000 tokens for one unit of the asset.
     *
     * @throws IllegalArgumentException if there is none of that name: a mistake in a route, not in a request
     */
    public Price named(String name) {
        int at = name.indexOf('@');
        return at < 0 ? byBeanName(name) : atOtherRates.computeIfAbsent(name, key -> atRate(key, at));
    }

    private Price atRate(String name, int at) {
        String rate = name.substring(at + 1);
        if (!RATE.matcher(rate).matches()) {
            throw new IllegalArgumentException(
                    "Price '" + name + "': after the @ stands how many tokens a unit buys, a whole number from 1");
        }
        return byBeanName(name.substring(0, at)).at(Long.parseLong(rate));
    }

    private Price byBeanName(String name) {
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
