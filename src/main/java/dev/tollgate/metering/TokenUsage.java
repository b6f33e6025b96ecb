package dev.tollgate.metering;

/**
 * The tokens of one call, in four disjoint numbers: a token stands in exactly one of them.
 *
 * <p>That is how Anthropic reports them. A provider that includes cached tokens in its input has to be brought to this
 * form first, or they would be charged twice.
 *
 * @param input tokens read from the prompt, those of the cache not included
 * @param output tokens generated
 * @param cacheWrite prompt tokens written to the provider's cache
 * @param cacheRead prompt tokens read from the provider's cache
 */
public record TokenUsage(long input, long output, long cacheWrite, long cacheRead) {

    /** Nothing used. */
    public static final TokenUsage NONE = new TokenUsage(0, 0, 0, 0);

    /** @throws IllegalArgumentException if a number is negative */
    public TokenUsage {
        requireNotNegative("input", input);
        requireNotNegative("output", output);
        requireNotNegative("cacheWrite", cacheWrite);
        requireNotNegative("cacheRead", cacheRead);
    }

    /** All four together, which is what a metered call is charged for. */
    public long total() {
        return Math.addExact(Math.addExact(input, output), Math.addExact(cacheWrite, cacheRead));
    }

    /** This usage with another number of output tokens. */
    public TokenUsage withOutput(long output) {
        return new TokenUsage(input, output, cacheWrite, cacheRead);
    }

    private static void requireNotNegative(String name, long tokens) {
        if (tokens < 0) {
            throw new IllegalArgumentException(name + " tokens must not be negative: " + tokens);
        }
    }
}
