package dev.tollgate.metering;

/** What generated text counts for where the upstream didn't say how many tokens it was. */
final class GeneratedText {

    /** How many bytes of UTF-8 text are taken for one token. */
    static final int BYTES_PER_TOKEN = 4;

    private GeneratedText() {}

    /** Rounded up. */
    static long tokens(long bytes) {
        return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }
}
