package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Set;

/** Counts the text that a model has generated, in a part of an answer in any of OpenAI's forms. */
final class OpenAiText {

    private static final Set<String> TEXTS = Set.of("content", "text", "arguments", "refusal", "input");
    private static final Set<String> REASONING = Set.of("reasoning_content", "reasoning");

    /** What repeats the text, or was found rather than generated. */
    private static final Set<String> SKIPPED = Set.of("logprobs", "reasoning_details", "annotations", "results");

    private OpenAiText() {}

    /** Bytes of UTF-8 in the parser's current value: itself, if it is a string, or the texts in it. */
    static long bytes(JsonParser json) throws IOException {
        return json.currentToken() == JsonToken.VALUE_STRING ? WireJson.utf8Bytes(json) : bytesWithin(json);
    }

    private static long bytesWithin(JsonParser json) throws IOException {
        long bytes = 0;
        if (json.currentToken() == JsonToken.START_OBJECT) {
            bytes = bytesOfFields(json);
        } else if (json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                bytes += bytesWithin(json);
            }
        }
        return bytes;
    }

    private static long bytesOfFields(JsonParser json) throws IOException {
        long bytes = 0;
        long reasoning = 0; // some servers send it under both names
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (value != JsonToken.VALUE_STRING && !SKIPPED.contains(name)) {
                bytes += bytesWithin(json);
            } else if (TEXTS.contains(name)) {
                bytes += WireJson.utf8Bytes(json);
            } else if (REASONING.contains(name)) {
                reasoning = Math.max(reasoning, WireJson.utf8Bytes(json));
            } else {
                json.skipChildren();
            }
        }
        return bytes + reasoning;
    }
}
