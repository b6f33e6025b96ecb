package dev.tollgate.identity;

import dev.tollgate.evm.EvmAddress;
import dev.tollgate.refusal.Refusal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of EIP-4361, line by line and in its order; whatever else stands in it is refused.
 *
 * <p>Stricter than the standard in two ways: characters are printable ASCII, and an expiration time is required. More
 * lenient in one: the address's checksum is not checked.
 */
final class SiweParser {

    private static final String FIELD = "message";
    private static final int CHARS_MAX = 4096;
    private static final Pattern PRINTABLE_LINES = Pattern.compile("[\\x20-\\x7e\\n]*");
    private static final Pattern ORIGIN = Pattern.compile("(?:([a-zA-Z][a-zA-Z0-9+.-]*)://)?([^\\s/?#@]+)");
    private static final Pattern CHAIN_ID = Pattern.compile("[1-9][0-9]{0,17}");
    private static final Pattern NONCE = Pattern.compile("[a-zA-Z0-9]{8,64}");

    private final String[] lines;
    private int next;

    private SiweParser(String text) {
        lines = text.split("\n", -1);
    }

    /** @throws Refusal 400 naming the field {@code message} */
    static SiweMessage parse(@Nullable String text) {
        if (text == null
                || text.length() > CHARS_MAX
                || !PRINTABLE_LINES.matcher(text).matches()) {
            throw malformed("must be an EIP-4361 message of at most " + CHARS_MAX + " printable characters");
        }
        return new SiweParser(text).message();
    }

    private SiweMessage message() {
        String first = line();
        if (!first.endsWith(SiweMessage.GREETING)) {
            throw malformed("must begin with '<domain>" + SiweMessage.GREETING + "'");
        }
        var origin = ORIGIN.matcher(first.substring(0, first.length() - SiweMessage.GREETING.length()));
        if (!origin.matches()) {
            throw malformed("must name a domain in its first line");
        }
        EvmAddress address = EvmAddress.read(FIELD, line());
        skipStatement();
        String uri = required("URI: ");
        if (!required("Version: ").equals("1")) {
            throw malformed("Version must be 1");
        }
        long chainId = Long.parseLong(required("Chain ID: ", CHAIN_ID));
        String nonce = required("Nonce: ", NONCE);
        Instant issuedAt = time("Issued At: ", required("Issued At: "));
        Instant expiresAt = time("Expiration Time: ", required("Expiration Time: "));
        String notBefore = optional("Not Before: ");
        optional("Request ID: ");
        skipResources();
        if (next < lines.length) {
            throw malformed("has something unexpected in line " + (next + 1));
        }
        return new SiweMessage(
                origin.group(1),
                origin.group(2),
                address,
                uri,
                chainId,
                nonce,
                issuedAt,
                expiresAt,
                notBefore == null ? null : time("Not Before: ", notBefore));
    }

    /** Two empty lines, or one before and one after the statement. */
    private void skipStatement() {
        requireEmpty();
        if (!line().isEmpty()) {
            requireEmpty();
        }
    }

    private void skipResources() {
        if (next < lines.length && lines[next].equals("Resources:")) {
            next++;
            while (next < lines.length && lines[next].startsWith("- ")) {
                next++;
            }
        }
    }

    private void requireEmpty() {
        if (!line().isEmpty()) {
            throw malformed("must have an empty line as line " + next);
        }
    }

    private String line() {
        if (next == lines.length) {
            throw malformed("ends too early");
        }
        return lines[next++];
    }

    private String required(String label) {
        String value = optional(label);
        if (value == null || value.isEmpty()) {
            throw malformed("must have '" + label.strip() + "' in line " + (next + 1));
        }
        return value;
    }

    private String required(String label, Pattern form) {
        String value = required(label);
        if (!form.matcher(value).matches()) {
            throw malformed("has a malformed '" + label.strip() + "'");
        }
        return value;
    }

    private @Nullable String optional(String label) {
        if (next == lines.length || !lines[next].startsWith(label)) {
            return null;
        }
        return lines[next++].substring(label.length());
    }

    private static Instant time(String label, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw malformed("has no RFC 3339 time in '" + label.strip() + "'");
        }
    }

    private static Refusal malformed(String problem) {
        return Refusal.invalid(FIELD, problem);
    }
}
