package dev.tollgate.payments;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * EPay's signature, version 1: the parameters but {@code sign}, {@code sign_type} and empty ones, sorted by name, joined as
 * {@code k=v&k=v} without encoding, the key behind them; MD5 in lower-case hex.
 */
public final class EpaySignature {

    private static final Set<String> UNSIGNED = Set.of("sign", "sign_type");

    private EpaySignature() {}

    /** The signature of parameters, decoded. */
    public static String of(Map<String, String> parameters, String key) {
        String signed = new TreeMap<>(parameters)
                .entrySet().stream()
                        .filter(entry -> !UNSIGNED.contains(entry.getKey())
                                && !entry.getValue().isEmpty())
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("&"));
        return md5(signed + key);
    }

    /** Whether the parameters carry their own signature; takes as long for a wrong one. */
    public static boolean isSigned(Map<String, String> parameters, String key) {
        String sent = parameters.getOrDefault("sign", "").toLowerCase(Locale.ROOT);
        return MessageDigest.isEqual(sent.getBytes(UTF_8), of(parameters, key).getBytes(UTF_8));
    }

    private static String md5(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
