package dev.tollgate.sandbox;

import java.util.ArrayList;
import java.util.List;

/**
 * What a stand-in has to say.
 *
 * @param pieces the text in the pieces a stream sends
 * @param tokens what it costs
 * @param truncated whether the limit on tokens cut it short
 */
record SandboxText(List<String> pieces, int tokens, boolean truncated) {

    private static final int ECHOED_CHARACTERS = 80;
    private static final String ANSWER = "You wrote “%s”. This is Tollgate's sandbox: no model was asked, the same"
            + " request always gets the same answer, and its tokens are counted as they would be on a real bill.";
    /** One token each. */
    private static final String[] WORDS = {
        " the",
        " gate",
        " opens",
        " for",
        " everyone",
        " who",
        " paid",
        " and",
        " then",
        " one",
        " word",
        " comes",
        " at",
        " a",
        " time",
        " until"
    };

    /** The answer to someone's words, or as many words as the trouble asks for, in at most {@code maxTokens} tokens. */
    static SandboxText answering(String lastWords, Trouble trouble, int maxTokens, SandboxTokens tokens) {
        List<String> pieces = trouble.textEvents().isPresent()
                ? words(trouble.textEvents().getAsInt())
                : inPieces(ANSWER.formatted(echo(lastWords)));
        return of(pieces, maxTokens, tokens);
    }

    /** These pieces, as far as {@code maxTokens} tokens go. */
    static SandboxText of(List<String> pieces, int maxTokens, SandboxTokens tokens) {
        SandboxTokens.Cut cut = tokens.cut(String.join("", pieces), maxTokens);
        return new SandboxText(
                cut.truncated() ? cutTo(cut.text().length(), pieces) : pieces, cut.tokens(), cut.truncated());
    }

    String whole() {
        return String.join("", pieces);
    }

    private static List<String> words(int count) {
        List<String> words = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            words.add(i == 0 ? WORDS[0].strip() : WORDS[i % WORDS.length]);
        }
        return words;
    }

    private static String echo(String words) {
        StringBuilder echo = new StringBuilder();
        words.strip()
                .codePoints()
                .limit(ECHOED_CHARACTERS)
                .map(c -> Character.getType(c) == Character.SURROGATE || Character.isISOControl(c) ? ' ' : c)
                .forEach(echo::appendCodePoint);
        return echo.toString();
    }

    /** Three words a piece, about what a real model sends. */
    private static List<String> inPieces(String text) {
        List<String> pieces = new ArrayList<>();
        int begin = 0;
        int spaces = 0;
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) == ' ' && ++spaces % 3 == 0) {
                pieces.add(text.substring(begin, i));
                begin = i;
            }
        }
        pieces.add(text.substring(begin));
        return pieces;
    }

    private static List<String> cutTo(int length, List<String> pieces) {
        List<String> kept = new ArrayList<>();
        int left = length;
        for (String piece : pieces) {
            if (left <= 0) {
                break;
            }
            kept.add(piece.substring(0, Math.min(left, piece.length())));
            left -= piece.length();
        }
        return kept;
    }
}
