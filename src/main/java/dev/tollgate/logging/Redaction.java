package dev.tollgate.logging;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Takes out of a text what looks like a secret.
 *
 * <p>Code that logs a secret is wrong and this does not excuse it: it is the net below, for libraries' messages and
 * the errors of others.
 */
public final class Redaction {

    private static final String GONE = "***";

    /** Each keeps what names the secret, its groups, and drops the rest. */
    private static final List<Pattern> SECRETS = List.of(
            // Authorization: Bearer abc, x-api-key=abc, Cookie: a=b; c=d
            Pattern.compile(
                    "(?i)(\\b(?:proxy-)?authorization[\"']?\\s*[:=]\\s*[\\[\"']*(?:bearer |basic )?)[^\\s\"',;}\\]]+"),
            Pattern.compile("(?i)(\\b(?:set-)?cookie[\"']?\\s*[:=]\\s*[\"']?)[^\\r\\n\"'}\\]]+"),
            Pattern.compile("(?i)(\\bbearer )[A-Za-z0-9._~+/=-]{6,}"),
            // password=abc, "secretKey": "abc", x-api-key: abc, ADMIN_PASSWORD=abc, &token=abc
            Pattern.compile("(?i)((?:passw(?:or)?d|secret(?:[-_]?key)?|(?<!max_|input_|output_)token|api[-_]?key"
                    + "|private[-_]?key|[?&](?:key|sign|signature))[\"']?\\s*[:=]\\s*[\"']?)[^\\s\"',;&}\\])]+"),
            // postgresql://user:abc@host, but not the example that our own messages give
            Pattern.compile("(://[^/\\s:@]*:)(?!password@)[^@\\s]+(?=@)"),
            // Provider keys and JSON web tokens, wherever they stand
            Pattern.compile("(\\bsk-(?:ant-)?)[A-Za-z0-9_-]{8,}"),
            Pattern.compile("(\\beyJ)[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)?"));

    private Redaction() {}

    /** The text with stars for what looks like a secret. */
    public static String redact(String text) {
        String clean = text;
        for (Pattern secret : SECRETS) {
            clean = secret.matcher(clean).replaceAll("$1" + GONE);
        }
        return clean;
    }

    /** Writes control characters out, so that nobody's input can begin a log line of its own. */
    static String escapeControls(String text) {
        if (text.chars().noneMatch(Redaction::isControl)) {
            return text;
        }
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.chars().forEach(character -> append(escaped, character));
        return escaped.toString();
    }

    private static boolean isControl(int character) {
        return Character.isISOControl(character) || character == '\u2028' || character == '\u2029';
    }

    private static void append(StringBuilder text, int character) {
        switch (character) {
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                if (isControl(character)) {
                    text.append(String.format("\\u%04x", character));
                } else {
                    text.append((char) character);
                }
            }
        }
    }
}
