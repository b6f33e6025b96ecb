package dev.tollgate.edge;

import dev.tollgate.refusal.Refusal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a query, or of a form, by name; they never become headers. */
public final class QueryString {

    /** What the decoder puts in place of bytes that are not UTF-8. */
    private static final char MALFORMED = '\uFFFD';

    private QueryString() {}

    /**
     * Decodes a raw query string; the first of several values with one name counts.
     *
     * @throws Refusal 400 where it is not percent-encoded UTF-8, or has control characters: PostgreSQL takes no U+0000
     */
    public static Map<String, String> parse(@Nullable String raw) {
        return parse(raw, "query");
    }

    /**
     * The same of a body of {@code application/x-www-form-urlencoded}.
     *
     * @throws Refusal 400 as above
     */
    public static Map<String, String> form(byte[] body) {
        return parse(new String(body, StandardCharsets.UTF_8), "form");
    }

    private static Map<String, String> parse(@Nullable String raw, String what) {
        if (raw == null || raw.isEmpty()) {
            return Map.of();
        }
        Map<String, String> parameters = new HashMap<>();
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals), what);
            if (!name.isEmpty()) {
                parameters.putIfAbsent(name, equals < 0 ? "" : decode(pair.substring(equals + 1), what));
            }
        }
        return parameters;
    }

    private static String decode(String text, String what) {
        String decoded;
        try {
            decoded = URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.malformed(what, "is not percent-encoded UTF-8");
        }
        if (decoded.indexOf(MALFORMED) >= 0) {
            throw Refusal.malformed(what, "is not percent-encoded UTF-8");
        }
        if (decoded.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.malformed(what, "has control characters");
        }
        return decoded;
    }
}
