package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.LongSupplier;

/**
 * The token numbers of a {@code usage} object in OpenAI's form, whose input includes the cached tokens and whose output
 * includes the reasoning.
 *
 * <p>Servers that translate from Claude add its {@code cache_*_input_tokens}; those are part of the input here, too. An
 * input of 0 counts as not reported: it is what such servers say that don't know.
 */
final class OpenAiUsageReader {

    private static final long ABSENT = -1;

    private long input = ABSENT;
    private long output = ABSENT;
    private long cacheWrite = ABSENT;
    private long cacheRead = ABSENT;

    /** Reads the object whose first brace is the parser's current token; numbers it lacks keep their value. */
    void read(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "prompt_tokens", "input_tokens" -> input = WireJson.count(json, input);
                case "completion_tokens", "output_tokens" -> output = WireJson.count(json, output);
                case "cache_creation_input_tokens" -> cacheWrite = larger(json, cacheWrite);
                case "cache_read_input_tokens" -> cacheRead = larger(json, cacheRead);
                case "prompt_tokens_details", "input_tokens_details" -> readDetails(json);
                default -> json.skipChildren();
            }
        }
    }

    /** Takes over the numbers that a later report has: the wire's numbers are cumulative. */
    void replaceBy(OpenAiUsageReader later) {
        input = later.hasInput() ? later.input : input;
        output = either(later.output, output);
        cacheWrite = either(later.cacheWrite, cacheWrite);
        cacheRead = either(later.cacheRead, cacheRead);
    }

    boolean hasInput() {
        return input > 0;
    }

    boolean hasOutput() {
        return output != ABSENT;
    }

    /**
     * What to charge and record, in disjoint numbers.
     *
     * @param textBytes bytes of generated text that the reported output, if any, may not have counted
     * @param estimate of the input, asked only if none was reported
     */
    TokenUsage settled(long textBytes, LongSupplier estimate) {
        long settledOutput = Math.max(Math.max(0, output), GeneratedText.tokens(textBytes));
        if (!hasInput()) {
            return new TokenUsage(estimate.getAsLong(), settledOutput, 0, 0);
        }
        long read = Math.min(Math.max(0, cacheRead), input);
        long written = Math.min(Math.max(0, cacheWrite), input - read);
        return new TokenUsage(input - read - written, settledOutput, written, read);
    }

    private void readDetails(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "cached_tokens" -> cacheRead = larger(json, cacheRead);
                case "cache_write_tokens" -> cacheWrite = larger(json, cacheWrite);
                default -> json.skipChildren();
            }
        }
    }

    /** The same tokens may stand under two names. */
    private static long larger(JsonParser json, long former) throws IOException {
        return Math.max(former, WireJson.count(json, former));
    }

    private static long either(long reported, long former) {
        return reported == ABSENT ? former : reported;
    }
}
