package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * The token numbers of one {@code usage} object on the wire. A number that is absent stays at {@link #ABSENT}.
 *
 * <p>{@code cache_creation_input_tokens} is the total of what was written to the cache; where a proxy sends only the
 * split by time to live ({@code cache_creation.ephemeral_*}), the sum of the split stands in for it.
 */
final class ClaudeUsageReader {

    static final long ABSENT = -1;

    private long input = ABSENT;
    private long output = ABSENT;
    private long cacheWrite = ABSENT;
    private long cacheWriteSplit = ABSENT;
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
                case "input_tokens" -> input = WireJson.count(json, input);
                case "output_tokens" -> output = WireJson.count(json, output);
                case "cache_creation_input_tokens" -> cacheWrite = WireJson.count(json, cacheWrite);
                case "cache_read_input_tokens" -> cacheRead = WireJson.count(json, cacheRead);
                case "cache_creation" -> readSplit(json);
                default -> json.skipChildren();
            }
        }
    }

    boolean hasOutput() {
        return output != ABSENT;
    }

    boolean hasAny() {
        return input != ABSENT || output != ABSENT || cacheWrite() != ABSENT || cacheRead != ABSENT;
    }

    /** The former usage with every number replaced that was read here: the wire's numbers are cumulative. */
    TokenUsage over(TokenUsage former) {
        return new TokenUsage(
                either(input, former.input()),
                either(output, former.output()),
                either(cacheWrite(), former.cacheWrite()),
                either(cacheRead, former.cacheRead()));
    }

    private long cacheWrite() {
        return either(cacheWrite, cacheWriteSplit);
    }

    private void readSplit(JsonParser json) throws IOException {
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        long sum = ABSENT;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            json.nextToken();
            long tokens = WireJson.count(json, ABSENT);
            if (tokens != ABSENT) {
                sum = tokens + Math.max(sum, 0);
            }
        }
        cacheWriteSplit = sum;
    }

    private static long either(long reported, long former) {
        return reported == ABSENT ? former : reported;
    }
}
