package dev.tollgate.evm;

import dev.tollgate.refusal.Refusal;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names a transaction on an EVM chain: {@code 0x} and 64 hexadecimal digits, lower-case, so that one transaction has
 * one name.
 *
 * @param text as it is stored and written
 */
public record TransactionHash(String text) {

    private static final Pattern FORM = Pattern.compile("0x[0-9a-fA-F]{64}");
    private static final String PROBLEM = "must be 0x and 64 hex digits";

    /** @throws IllegalArgumentException if it is no hash */
    public TransactionHash {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(PROBLEM);
        }
        text = text.toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a field of a request.
     *
     * @throws Refusal 400 naming the field
     */
    public static TransactionHash read(String field, @Nullable String text) {
        if (text == null || !FORM.matcher(text).matches()) {
            throw Refusal.invalid(field, PROBLEM);
        }
        return new TransactionHash(text);
    }

    @Override
    public String toString() {
        return text;
    }
}
