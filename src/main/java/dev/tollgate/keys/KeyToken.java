package dev.tollgate.keys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The secret that a program calls with: {@code ahg_} and 256 random bits, of which we keep a hash and the beginning. */
record KeyToken(String text) {

    private static final String PREFIX = "ahg_";
    private static final int BYTES = 32;
    private static final int SHOWN = 12;
    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    static KeyToken create() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new KeyToken(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** Whether a text could be one of ours. */
    static boolean isForm(String text) {
        return FORM.matcher(text).matches();
    }

    /** SHA-256 in hex: with 256 random bits nothing slower is needed. */
    String hash() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its beginning, by which people tell keys apart. */
    String shown() {
        return text.substring(0, SHOWN);
    }

    /** Without the secret: records turn up in logs. */
    @Override
    public String toString() {
        return shown() + "…";
    }
}
