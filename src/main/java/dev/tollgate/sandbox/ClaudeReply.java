package dev.tollgate.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What the stand-in has to say: text in the pieces a stream sends, and what it costs.
 *
 * @param id the message's id, the same for the same request
 * @param stopReason {@code end_turn} or {@code max_tokens}
 */
record ClaudeReply(String id, String model, List<String> pieces, String stopReason, ClaudeUsage usage) {

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

    static ClaudeReply to(ClaudeRequest request, Trouble trouble, ClaudeTokens tokens) {
        List<String> pieces = trouble.textEvents().isPresent()
                ? words(trouble.textEvents().getAsInt())
                : inPieces(ANSWER.formatted(echo(request.lastWords())));
        ClaudeTokens.Cut cut = tokens.cut(String.join("", pieces), request.maxTokens());
        return new ClaudeReply(
                id(request),
                request.model(),
                cut.truncated() ? cutTo(cut.text().length(), pieces) : pieces,
                cut.truncated() ? "max_tokens" : "end_turn",
                ClaudeUsage.ofPrompt(request.prompt(), tokens).withOutput(cut.tokens()));
    }

    String text() {
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

    /** Three words a piece, about what Claude sends. */
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

    private static String id(ClaudeRequest request) {
        CRC32 checksum = new CRC32();
        checksum.update(request.toString().getBytes(StandardCharsets.UTF_8));
        return "msg_sandbox" + HexFormat.of().toHexDigits((int) checksum.getValue());
    }
}
