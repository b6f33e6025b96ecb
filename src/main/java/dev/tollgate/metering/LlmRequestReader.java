package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.tollgate.json.JsonProblem;
import dev.tollgate.json.StorableText;
import dev.tollgate.json.StrictJson;
import dev.tollgate.refusal.Refusal;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One pass over one request's body, to its end, from the bytes that are forwarded.
 *
 * <p>Nothing is built from what isn't needed, but all of it is checked: nesting, numbers, duplicate keys, trailing
 * garbage. So the upstream can't read another limit than the one that was paid for.
 */
abstract class LlmRequestReader {

    private static final int MAX_MODEL_CHARS = 200;

    private final JsonParser json;
    private @Nullable String model;
    private boolean stream;
    private int firstField;

    LlmRequestReader(JsonParser json) {
        this.json = json;
    }

    /**
     * Reads a request.
     *
     * @param body the bytes as received; kept, not copied
     * @throws Refusal 400 {@code <field>: <what is wrong>}; what is wrong with the JSON itself reads {@code body: …}
     */
    static LlmRequest read(byte[] body, Function<JsonParser, LlmRequestReader> family) {
        StrictJson.requireUtf8(body);
        try (JsonParser json = StrictJson.mapper().getFactory().createParser(body)) {
            LlmRequestReader reader = family.apply(json);
            try {
                reader.readBody();
                return reader.request(body, reader.model());
            } catch (JsonProcessingException e) {
                throw reader.refusal(e);
            }
        } catch (IOException e) {
            throw Refusal.invalid("body", JsonProblem.of(e));
        }
    }

    /** Reads or skips the field whose value is the parser's current token. */
    abstract void readField(String name, JsonToken value) throws IOException;

    /** The largest integer accepted in a field of the body; 0 for one that isn't read as an integer. */
    abstract long limitOf(String field);

    /** The request, once the whole body is read. */
    abstract LlmRequest request(byte[] body, String model);

    final JsonParser json() {
        return json;
    }

    final boolean stream() {
        return stream;
    }

    /** Where in the body the first field may stand: after the first brace. */
    final int firstField() {
        return firstField;
    }

    /** Where in the body the current token begins. */
    final int offset() {
        return (int) json.currentTokenLocation().getByteOffset();
    }

    final void readModel(JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_STRING) {
            throw Refusal.invalid("model", "must be a string");
        }
        if (json.getTextLength() == 0 || json.getTextLength() > MAX_MODEL_CHARS) {
            throw Refusal.invalid("model", "must have 1 to " + MAX_MODEL_CHARS + " characters");
        }
        if (!StorableText.isStorable(json.getText())) {
            throw Refusal.invalid("model", "must not have U+0000 or half a surrogate pair");
        }
        model = json.getText();
    }

    final void readStream(JsonToken value) {
        stream = readBoolean("stream", value);
    }

    static boolean readBoolean(String field, JsonToken value) {
        if (!value.isBoolean()) {
            throw Refusal.invalid(field, "must be true or false");
        }
        return value == JsonToken.VALUE_TRUE;
    }

    /** An integer of at least 1 and at most {@link #limitOf} the field. */
    final long readInteger(String field, JsonToken value) throws IOException {
        if (value != JsonToken.VALUE_NUMBER_INT) {
            throw notAnInteger(field);
        }
        if (json.getBigIntegerValue().signum() < 1) {
            throw Refusal.invalid(field, "must be at least 1");
        }
        if (json.getBigIntegerValue().bitLength() > 63 || json.getLongValue() > limitOf(field)) {
            throw tooMany(field);
        }
        return json.getLongValue();
    }

    final void skipMessages(JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            throw Refusal.invalid("messages", "must be an array");
        }
        if (json.nextToken() == JsonToken.END_ARRAY) {
            throw Refusal.invalid("messages", "must not be empty");
        }
        do {
            json.skipChildren();
        } while (json.nextToken() != JsonToken.END_ARRAY);
    }

    private void readBody() throws IOException {
        JsonToken first = json.nextToken();
        if (first != JsonToken.START_OBJECT) {
            throw Refusal.invalid("body", first == null ? "is empty" : "must be a JSON object");
        }
        firstField = offset() + 1;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            readField(json.currentName(), json.nextToken());
        }
        if (json.nextToken() != null) {
            throw Refusal.invalid("body", "has something after the JSON object");
        }
    }

    private String model() {
        if (model == null) {
            throw Refusal.invalid("model", "is required");
        }
        return model;
    }

    /** A number that isn't even JSON, such as NaN or 007, or endless, is its field's fault where an integer belongs. */
    private Refusal refusal(JsonProcessingException e) {
        boolean atIntegerField = json.currentToken() == JsonToken.FIELD_NAME
                && json.getParsingContext().getParent().inRoot()
                && limitOf(json.getParsingContext().getCurrentName()) > 0;
        if (!atIntegerField) {
            return Refusal.invalid("body", JsonProblem.of(e));
        }
        String field = json.getParsingContext().getCurrentName();
        return e instanceof StreamConstraintsException ? tooMany(field) : notAnInteger(field);
    }

    private Refusal tooMany(String field) {
        return Refusal.invalid(field, "must be at most " + limitOf(field));
    }

    private static Refusal notAnInteger(String field) {
        return Refusal.invalid(field, "must be an integer");
    }
}
