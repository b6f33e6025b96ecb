package dev.tollgate.metering;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What models and other requests cost, in TOKEN, from {@code tollgate.price-book} in application.yaml.
 *
 * <p>Of the lines that fit a name the first one counts, whatever the case of its letters: a client must not get another
 * price by writing a model's name in capitals.
 */
public final class PriceBook {

    private static final String ANYTHING = "*";
    private static final String OFF = "off";
    private static final int DECIMALS_MAX = 9;
    private static final int HASH_DIGITS = 8;
    /** Models are named by clients, who may name any. */
    private static final int KNOWN_MAX = 1_000;

    private final long defaultMaxTokens;
    private final List<Line<ModelPrice>> models;
    private final List<Line<Optional<Cost>>> requests;
    private final String version;
    /** Each call asks, and the lines are many. */
    private final LoadingCache<String, ModelPrice> known;

    /** @throws IllegalArgumentException saying which line is wrong */
    PriceBook(PriceBookSettings settings) {
        if (settings.defaultMaxTokens() < 1) {
            throw new IllegalArgumentException(
                    "DEFAULT_MAX_TOKENS must be a positive integer, not " + settings.defaultMaxTokens());
        }
        defaultMaxTokens = settings.defaultMaxTokens();
        models = lines("models", settings.models(), PriceBookSettings.Model::model, PriceBook::modelPrice);
        known = Caffeine.newBuilder().maximumSize(KNOWN_MAX).build(model -> first(models, model));
        requests = lines("requests", settings.requests(), PriceBookSettings.Request::path, PriceBook::requestPrice);
        version = settings.version() + "-" + hash(settings);
    }

    /** The price of a model. */
    ModelPrice ofModel(String model) {
        return known.get(model);
    }

    /** What a request to a path costs, in units of TOKEN; empty if it isn't for sale. */
    Optional<Cost> ofRequest(String path) {
        return first(requests, path);
    }

    /** How much output is held for where a request doesn't bound it: the lesser of the model's most and the default. */
    long outputTokens(ModelPrice price) {
        return Math.min(defaultMaxTokens, price.maxOutput());
    }

    /** The operator's name for this edition, and a few digits that change with every price in it. */
    public String version() {
        return version;
    }

    private static <T> T first(List<Line<T>> lines, String name) {
        return lines.stream()
                .filter(line -> line.names.matcher(name).matches())
                .findFirst()
                .orElseThrow() // the last one takes anything
                .price;
    }

    private static <S, T> List<Line<T>> lines(
            String part, @Nullable List<S> settings, Function<S, String> name, Function<S, T> price) {
        if (settings == null
                || settings.isEmpty()
                || !name.apply(settings.get(settings.size() - 1)).equals(ANYTHING)) {
            throw new IllegalArgumentException(
                    "tollgate.price-book." + part + ": the last line must be for \"*\", whatever else there is");
        }
        return settings.stream()
                .map(line -> new Line<>(pattern(name.apply(line)), price.apply(line)))
                .toList();
    }

    private static Pattern pattern(String names) {
        return Pattern.compile(
                Stream.of(names.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*")),
                Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    /** So many TOKEN for a million tokens are so many millionths of one, its units, for a token. */
    private static ModelPrice modelPrice(PriceBookSettings.Model line) {
        BigDecimal input = checked(line.model(), line.input());
        return new ModelPrice(
                input,
                checked(line.model(), line.output()),
                line.cacheRead() == null ? input : checked(line.model(), line.cacheRead()),
                line.cacheWrite() == null ? input : checked(line.model(), line.cacheWrite()),
                line.maxOutput() == null ? Long.MAX_VALUE : line.maxOutput());
    }

    private static Optional<Cost> requestPrice(PriceBookSettings.Request line) {
        if (line.price().equals(OFF) || line.price().equals("false")) { // YAML's off is false
            return Optional.empty();
        }
        try {
            BigDecimal price = checked(line.path(), new BigDecimal(line.price()));
            return Optional.of(Cost.of(price.movePointRight(6)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "tollgate.price-book: the price of " + line.path() + " must be a number of TOKEN, or off", e);
        }
    }

    private static BigDecimal checked(String name, @Nullable BigDecimal price) {
        if (price == null || price.signum() < 0 || price.stripTrailingZeros().scale() > DECIMALS_MAX) {
            throw new IllegalArgumentException("tollgate.price-book: the prices of " + name
                    + " must be numbers of at least 0, with at most " + DECIMALS_MAX + " decimals");
        }
        return price;
    }

    private static String hash(PriceBookSettings settings) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(settings.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Line<T>(Pattern names, T price) {}
}
