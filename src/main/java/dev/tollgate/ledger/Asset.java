package dev.tollgate.ledger;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an account counts, in whole units of the asset's smallest part.
 *
 * @param code the name in the books, such as {@code MON}
 * @param decimals how many decimals one asset has: 18 means that one MON is 10^18 units
 */
public record Asset(String code, int decimals) {

    /** One wallet coin of document 1, counted in wei. */
    public static final Asset MON = new Asset("MON", 18);

    /** What never changes once it is known: a token's decimals are the chain's, and join when they have been read. */
    private static final Map<String, Asset> KNOWN = new ConcurrentHashMap<>(Stream.of(
                    MON,
                    new Asset("CREDIT", 0),
                    new Asset("TOKEN", 6),
                    new Asset("CNY", 2),
                    new Asset("USDC", 6),
                    new Asset("TRX", 6))
            .collect(Collectors.toMap(Asset::code, Function.identity())));

    private static final String TOKEN_PREFIX = "ERC20:";
    private static final Pattern PLAIN_DECIMAL = Pattern.compile("[0-9]+(?:\\.([0-9]+))?");
    private static final int TEXT_LENGTH_MAX = 120;

    public Asset {
        if (code.isEmpty() || code.length() > 64) {
            throw new IllegalArgumentException("asset code has 1 to 64 characters: " + code);
        }
        if (decimals < 0 || decimals > 38) {
            throw new IllegalArgumentException("decimals is 0 to 38: " + decimals);
        }
    }

    /**
     * A token of a chain, which the books know from now on.
     *
     * @param address of its contract, in lower case
     * @throws IllegalStateException if it is known with other decimals: what is booked would mean something else
     */
    public static Asset token(String address, int decimals) {
        Asset token = new Asset(TOKEN_PREFIX + address, decimals);
        Asset known = KNOWN.putIfAbsent(token.code(), token);
        if (known != null && known.decimals() != decimals) {
            throw new IllegalStateException(
                    token.code() + " is known with " + known.decimals() + " decimals, not " + decimals);
        }
        return token;
    }

    /** @throws IllegalArgumentException if the books know no such asset */
    public static Asset of(String code) {
        Asset asset = KNOWN.get(code);
        if (asset == null) {
            throw new IllegalArgumentException("unknown asset " + code);
        }
        return asset;
    }

    /**
     * Reads a decimal number of this asset as units, exactly.
     *
     * <p>Takes ASCII digits with at most one point between them: no sign, exponent, blank, hex or full-width digit.
     *
     * @throws IllegalArgumentException whose message says what is wrong, without the text itself
     */
    public BigInteger parse(String decimal) {
        var matcher = PLAIN_DECIMAL.matcher(decimal);
        if (decimal.length() > TEXT_LENGTH_MAX || !matcher.matches()) {
            throw new IllegalArgumentException("must be a plain decimal number");
        }
        String fraction = matcher.group(1);
        if (fraction != null && fraction.length() > decimals) {
            throw new IllegalArgumentException("must have at most " + decimals + " decimals");
        }
        BigInteger units = new BigDecimal(decimal).movePointRight(decimals).toBigIntegerExact();
        if (units.compareTo(Amounts.MAX) > 0) {
            throw new IllegalArgumentException("is too large");
        }
        return units;
    }

    /** Writes units as a plain decimal, trailing zeros cut, with at least one decimal: {@code 0.0}, {@code 0.049152}. */
    public String format(BigInteger units) {
        BigDecimal number = new BigDecimal(units, decimals).stripTrailingZeros();
        return number.setScale(Math.max(1, number.scale())).toPlainString();
    }
}
