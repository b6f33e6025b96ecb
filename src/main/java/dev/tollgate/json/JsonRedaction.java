package dev.tollgate.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Copies a JSON document without some of its fields, and with its texts changed; numbers stay digit for digit.
 *
 * <p>A path names a field by the fields around it, with dots, such as {@code metadata.user_id}; arrays don't count, so
 * that {@code messages.name} is that field of every message.
 */
public final class JsonRedaction {

    private final Set<String> removed;
    private final UnaryOperator<String> text;

    /**
     * @param removed paths of the fields that are left out
     * @param text what becomes of each text; names of fields stay
     */
    public JsonRedaction(Set<String> removed, UnaryOperator<String> text) {
        this.removed = Set.copyOf(removed);
        this.text = text;
    }

    /**
     * @param json one document that {@link StrictJson} takes
     * @throws UncheckedIOException if it isn't
     */
    public byte[] apply(byte[] json) {
        ByteArrayOutputStream copy = new ByteArrayOutputStream(json.length);
        try (JsonParser in = StrictJson.mapper().getFactory().createParser(json);
                JsonGenerator out = StrictJson.mapper().getFactory().createGenerator(copy)) {
            in.nextToken();
            copy(in, out, "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy.toByteArray();
    }

    private void copy(JsonParser in, JsonGenerator out, String path) throws IOException {
        switch (in.currentToken()) {
            case START_OBJECT -> copyObject(in, out, path);
            case START_ARRAY -> copyArray(in, out, path);
            case VALUE_STRING -> out.writeString(text.apply(in.getText()));
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> out.writeNumber(in.getText());
            default -> out.copyCurrentEvent(in);
        }
    }

    private void copyObject(JsonParser in, JsonGenerator out, String path) throws IOException {
        out.writeStartObject();
        while (in.nextToken() != JsonToken.END_OBJECT) {
            String field = in.currentName();
            String fieldPath = path.isEmpty() ? field : path + "." + field;
            in.nextToken();
            if (removed.contains(fieldPath)) {
                in.skipChildren();
            } else {
                out.writeFieldName(field);
                copy(in, out, fieldPath);
            }
        }
        out.writeEndObject();
    }

    private void copyArray(JsonParser in, JsonGenerator out, String path) throws IOException {
        out.writeStartArray();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            copy(in, out, path);
        }
        out.writeEndArray();
    }
}
