package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** How an upstream's JSON is read: token by token, tolerantly, since it is relayed whatever we make of it. */
final class WireJson {

    /** More is nobody's count but a fault, and ignored; four such numbers still add up in a long. */
    private static final long MAX_TOKENS = 1_000_000_000_000L;

    private WireJson() {}

    /** A factory whose strings may be as long as the largest event or answer. */
    static JsonFactory lenient() {
        return new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(64 * 1024 * 1024)
                        .build())
                .build();
    }

    /** The parser's current value as a number of tokens, or the former number where it is none, or an impossible one. */
    static long count(JsonParser json, long former) throws IOException {
        if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            json.skipChildren();
            return former;
        }
        if (json.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            return former;
        }
        long tokens = json.getLongValue();
        return tokens < 0 || tokens > MAX_TOKENS ? former : tokens;
    }

    /** The parser's current value, if it is a string. */
    static @Nullable String string(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        return null;
    }

    /** The length in UTF-8 of the parser's current string, without making one. */
    static long utf8Bytes(JsonParser json) throws IOException {
        char[] text = json.getTextCharacters();
        int from = json.getTextOffset();
        int to = from + json.getTextLength();
        long bytes = json.getTextLength();
        for (int i = from; i < to; i++) {
            char c = text[i];
            if (c >= 0x80) {
                // half of a surrogate pair is 2 of the pair's 4 bytes
                bytes += c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
            }
        }
        return bytes;
    }
}
