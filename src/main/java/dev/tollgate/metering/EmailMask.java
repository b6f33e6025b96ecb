package dev.tollgate.metering;

/**
 * Puts {@code [e-mail]} in the place of e-mail addresses.
 *
 * <p>In one pass, from each @ to both sides, since a text may be 32 MB of something else.
 */
final class EmailMask {

    private static final String MASK = "[e-mail]";

    private EmailMask() {}

    static String mask(String text) {
        int at = text.indexOf('@');
        if (at < 0) {
            return text;
        }
        StringBuilder masked = new StringBuilder(text.length());
        int copied = 0;
        for (; at >= 0; at = text.indexOf('@', at + 1)) {
            int from = localPartBefore(text, at, copied);
            int to = domainAfter(text, at);
            if (from < at && to > at) {
                masked.append(text, copied, from).append(MASK);
                copied = to;
            }
        }
        return masked.append(text, copied, text.length()).toString();
    }

    private static int localPartBefore(String text, int at, int notBefore) {
        int from = at;
        while (from > notBefore && isLocal(text.charAt(from - 1))) {
            from--;
        }
        return from;
    }

    /** The end of a domain with a dot in it, or the @ where there is none. */
    private static int domainAfter(String text, int at) {
        int to = at + 1;
        int dot = -1;
        while (to < text.length() && isDomain(text.charAt(to))) {
            if (dot < 0 && text.charAt(to) == '.') {
                dot = to;
            }
            to++;
        }
        while (to > at + 1 && !Character.isLetterOrDigit(text.charAt(to - 1))) {
            to--; // a full stop at the end of a sentence
        }
        return dot > at + 1 && dot < to ? to : at;
    }

    private static boolean isLocal(char c) {
        return Character.isLetterOrDigit(c) || "!#$%&'*+/=?^_`{|}~.-".indexOf(c) >= 0;
    }

    private static boolean isDomain(char c) {
        return Character.isLetterOrDigit(c) || c == '.' || c == '-';
    }
}
