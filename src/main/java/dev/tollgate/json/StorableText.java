package dev.tollgate.json;

/** Text that every JSON parser reads and PostgreSQL can't store: U+0000, and one half of a surrogate pair. */
public final class StorableText {

    private static final char REPLACEMENT = '\uFFFD';

    private StorableText() {}

    /** Whether the text has neither. */
    public static boolean isStorable(String text) {
        return text.codePoints().allMatch(StorableText::isStorable);
    }

    /** The text with U+FFFD in place of either: for what others have written and we only record. */
    public static String storable(String text) {
        if (isStorable(text)) {
            return text;
        }
        StringBuilder storable = new StringBuilder(text.length());
        text.codePoints().forEach(point -> storable.appendCodePoint(isStorable(point) ? point : REPLACEMENT));
        return storable.toString();
    }

    private static boolean isStorable(int point) {
        return point != 0 && (point > Character.MAX_VALUE || !Character.isSurrogate((char) point));
    }
}
