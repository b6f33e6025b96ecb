package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What one event says about usage, gathered in one pass whatever the order of its fields: a chunk of a completion, or an
 * event of the Responses API. The fields of the two have no name in common that means different things.
 */
final class OpenAiEventReader {

    private final OpenAiUsageReader usage = new OpenAiUsageReader();
    private final OpenChoices openChoices;
    private final boolean modelWanted;
    private @Nullable String type;
    private @Nullable String model;
    private long textBytes;
    private long deltaBytes;
    private int choices;
    private boolean usageSeen;
    private boolean error;

    /** @param openChoices where the event's choices are noted */
    OpenAiEventReader(OpenChoices openChoices, boolean modelWanted) {
        this.openChoices = openChoices;
        this.modelWanted = modelWanted;
    }

    /** Reads the object whose first brace is the parser's current token. */
    void read(JsonParser json) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "type" -> type = WireJson.string(json);
                case "choices" -> readChoices(json, value);
                case "response" -> readResponse(json, value);
                case "delta" -> deltaBytes = OpenAiText.bytes(json);
                case "error" -> {
                    error = value != JsonToken.VALUE_NULL;
                    json.skipChildren();
                }
                default -> readCommon(name, json);
            }
        }
    }

    /** The {@code type} of an event of the Responses API. */
    @Nullable
    String type() {
        return type;
    }

    /** The model that answered, if it was wanted. */
    @Nullable
    String model() {
        return model;
    }

    OpenAiUsageReader usage() {
        return usage;
    }

    /** UTF-8 bytes of generated text. */
    long textBytes() {
        boolean text = type != null && type.endsWith(".delta") && !type.equals("response.audio.delta");
        return text ? textBytes + deltaBytes : textBytes;
    }

    /** Whether the event is an error, or has one. */
    boolean error() {
        return error;
    }

    /** Whether this is the chunk that {@code include_usage} adds. */
    boolean isUsageOnly() {
        return usageSeen && choices == 0 && !error;
    }

    private void readCommon(String name, JsonParser json) throws IOException {
        if (name.equals("usage")) {
            usageSeen = json.currentToken() == JsonToken.START_OBJECT;
            usage.read(json);
        } else if (modelWanted && name.equals("model")) {
            model = WireJson.string(json);
        } else {
            json.skipChildren();
        }
    }

    private void readResponse(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            readCommon(name, json);
        }
    }

    private void readChoices(JsonParser json, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            choices++;
            if (json.currentToken() == JsonToken.START_OBJECT) {
                readChoice(json);
            } else {
                json.skipChildren();
            }
        }
    }

    private void readChoice(JsonParser json) throws IOException {
        long index = 0;
        boolean finished = false;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "index" -> index = WireJson.count(json, 0);
                case "delta", "message", "text" -> textBytes += OpenAiText.bytes(json);
                case "finish_reason" -> {
                    finished = value == JsonToken.VALUE_STRING;
                    json.skipChildren();
                }
                default -> json.skipChildren();
            }
        }
        openChoices.take(index, finished);
    }
}
