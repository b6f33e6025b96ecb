package dev.tollgate.evm;

import dev.tollgate.refusal.Refusal;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An account on an EVM chain: {@code 0x} and 40 hexadecimal digits, lower-case.
 *
 * <p>Digits are accepted in any case. The mixed-case checksum of EIP-55 is not checked: the documents' own examples
 * fail it, and programs that write all-lower-case addresses are common.
 *
 * @param text as it is stored and written
 */
public record EvmAddress(String text) {

    private static final Pattern FORM = Pattern.compile("0x[0-9a-fA-F]{40}");
    private static final String PROBLEM = "must be 0x and 40 hex digits";

    /** @throws IllegalArgumentException if it is no address */
    public EvmAddress {
        if (!isAddress(text)) {
            throw new IllegalArgumentException(PROBLEM);
        }
        text = text.toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a field of a request.
     *
     * @param field the field's name, for the refusal
     * @throws Refusal 400 naming the field
     */
    public static EvmAddress read(String field, @Nullable String text) {
        if (text == null || !isAddress(text)) {
            throw Refusal.invalid(field, PROBLEM);
        }
        return new EvmAddress(text);
    }

    /** The owner of this address's money in the ledger. */
    public String ledgerOwner() {
        return "wallet:" + text;
    }

    @Override
    public String toString() {
        return text;
    }

    static boolean isAddress(String text) {
        return FORM.matcher(text).matches();
    }
}
