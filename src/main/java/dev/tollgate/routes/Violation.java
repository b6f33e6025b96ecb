package dev.tollgate.routes;

/**
 * A rule that a route file breaks.
 *
 * @param file as given to {@link RouteFile#parse}
 * @param line from 1
 * @param rule its name, such as {@code metering}
 * @param expected what should stand there
 * @param kind whether it may be loaded all the same
 */
public record Violation(String file, int line, String rule, String expected, Kind kind) {

    /** What a broken rule means. */
    public enum Kind {
        /** A file that breaks it must not be loaded: somebody could get something for nothing, or nothing at all. */
        SAFETY,
        /** It is for readers; the build refuses it, a running server doesn't. */
        STYLE
    }

    /** The same under another name of the file. */
    public Violation in(String otherFile) {
        return new Violation(otherFile, line, rule, expected, kind);
    }

    @Override
    public String toString() {
        return file + ":" + line + " [" + rule + "] " + expected;
    }
}
