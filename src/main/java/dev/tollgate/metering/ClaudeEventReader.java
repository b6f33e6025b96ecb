package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What one event of a Claude stream says about usage, gathered in one pass whatever the order of its fields. */
final class ClaudeEventReader {

    private final ClaudeUsageReader usage = new ClaudeUsageReader();
    private final ClaudeUsageReader messageUsage = new ClaudeUsageReader();
    private @Nullable String type;
    private @Nullable String model;
    private long deltaTextBytes;

    /** Reads the object whose first brace is the parser's current token. */
    void read(JsonParser json) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "type" -> type = WireJson.string(json);
                case "usage" -> usage.read(json);
                case "message" -> readMessage(json, value);
                case "delta" -> readDelta(json, value);
                default -> json.skipChildren();
            }
        }
    }

    @Nullable
    String type() {
        return type;
    }

    /** The {@code message.model} of a {@code message_start}. */
    @Nullable
    String model() {
        return model;
    }

    /** The {@code usage} of a {@code message_delta}. */
    ClaudeUsageReader usage() {
        return usage;
    }

    /** The {@code message.usage} of a {@code message_start}. */
    ClaudeUsageReader messageUsage() {
        return messageUsage;
    }

    /** UTF-8 bytes of a {@code text_delta}, {@code thinking_delta} or {@code input_json_delta}. */
    long deltaTextBytes() {
        return deltaTextBytes;
    }

    private void readMessage(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            switch (name) {
                case "usage" -> messageUsage.read(json);
                case "model" -> model = WireJson.string(json);
                default -> json.skipChildren();
            }
        }
    }

    private void readDelta(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken field = json.nextToken();
            if (field == JsonToken.VALUE_STRING && isGeneratedText(name)) {
                deltaTextBytes += WireJson.utf8Bytes(json);
            } else {
                json.skipChildren();
            }
        }
    }

    /** Whether a field of this name carries text that the model has generated. */
    static boolean isGeneratedText(String name) {
        return name.equals("text") || name.equals("thinking") || name.equals("partial_json");
    }
}
