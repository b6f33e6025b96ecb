package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;

/** How an upstream's JSON is read: token by token, tolerantly, since it is relayed whatever we make of it. */
final class ClaudeJson {

    private ClaudeJson() {}

    /** A factory whose strings may be as long as the largest event or answer. */
    static JsonFactory lenient() {
        return new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(64 * 1024 * 1024)
                        .build())
                .build();
    }

    /** Whether a field of this name carries text that the model has generated. */
    static boolean isGeneratedText(String name) {
        return name.equals("text") || name.equals("thinking") || name.equals("partial_json");
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
