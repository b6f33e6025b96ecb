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
import org.jspecify.annotations.Nullable;

/**
 * What of a Claude request decides its price and its form: read once, to its end, from the bytes that are forwarded.
 *
 * <p>Nothing is built from the rest, but all of it is checked: nesting, numbers, duplicate keys, trailing garbage. So
 * the upstream can't read another {@code max_tokens} than the one that was paid for.
 */
public final class LlmRequest {

    private static final int MAX_MODEL_CHARS = 200;

    private final byte[] body;
    private final String model;
    private final long maxTokens;
    private final boolean stream;

    private LlmRequest(byte[] body, String model, long maxTokens, boolean stream) {
        this.body = body;
        this.model = model;
        this.maxTokens = maxTokens;
        this.stream = stream;
    }

    /**
     * Reads a request.
     *
     * @param body the bytes as received; kept, not copied
     * @param maxTokensPerRequest the largest {@code max_tokens} accepted
     * @throws Refusal 400 {@code <field>: <what is wrong>}; what is wrong with the JSON itself reads {@code body: …}
     */
    public static LlmRequest parse(byte[] body, long maxTokensPerRequest) {
        StrictJson.requireUtf8(body);
        try (JsonParser json = StrictJson.mapper().getFactory().createParser(body)) {
            Reader reader = new Reader(json, maxTokensPerRequest);
            try {
                return reader.read(body);
            } catch (JsonProcessingException e) {
                throw reader.refusal(e);
            }
        } catch (IOException e) {
            throw Refusal.invalid("body", JsonProblem.of(e));
        }
    }

    /** The bytes to forward. */
    public byte[] body() {
        return body;
    }

    /** The same request with other bytes to forward, which must mean the same. */
    LlmRequest withBody(byte[] other) {
        return new LlmRequest(other, model, maxTokens, stream);
    }

    public String model() {
        return model;
    }

    /** The most tokens that the answer may have, at least 1. */
    public long maxTokens() {
        return maxTokens;
    }

    /** Whether the answer is to be a stream of events. */
    public boolean stream() {
        return stream;
    }

    /** One pass over one body. */
    private static final class Reader {
        private final JsonParser json;
        private final long limit;
        private @Nullable String model;
        private long maxTokens;
        private boolean stream;
        private boolean messagesSeen;

        Reader(JsonParser json, long limit) {
            this.json = json;
            this.limit = limit;
        }

        LlmRequest read(byte[] body) throws IOException {
            JsonToken first = json.nextToken();
            if (first != JsonToken.START_OBJECT) {
                throw Refusal.invalid("body", first == null ? "is empty" : "must be a JSON object");
            }
            while (json.nextToken() != JsonToken.END_OBJECT) {
                readField(json.currentName());
            }
            if (json.nextToken() != null) {
                throw Refusal.invalid("body", "has something after the JSON object");
            }
            return checked(body);
        }

        private void readField(String name) throws IOException {
            JsonToken value = json.nextToken();
            switch (name) {
                case "model" -> model = model(value);
                case "max_tokens" -> maxTokens = maxTokens(value);
                case "stream" -> stream = stream(value);
                case "messages" -> messagesSeen = skipMessages(value);
                default -> json.skipChildren();
            }
        }

        private String model(JsonToken value) throws IOException {
            if (value != JsonToken.VALUE_STRING) {
                throw Refusal.invalid("model", "must be a string");
            }
            if (json.getTextLength() == 0 || json.getTextLength() > MAX_MODEL_CHARS) {
                throw Refusal.invalid("model", "must have 1 to " + MAX_MODEL_CHARS + " characters");
            }
            if (!StorableText.isStorable(json.getText())) {
                throw Refusal.invalid("model", "must not have U+0000 or half a surrogate pair");
            }
            return json.getText();
        }

        private long maxTokens(JsonToken value) throws IOException {
            if (value != JsonToken.VALUE_NUMBER_INT) {
                throw notAnInteger();
            }
            if (json.getBigIntegerValue().signum() < 1) {
                throw Refusal.invalid("max_tokens", "must be at least 1");
            }
            if (json.getBigIntegerValue().bitLength() > 63 || json.getLongValue() > limit) {
                throw tooMany();
            }
            return json.getLongValue();
        }

        private boolean stream(JsonToken value) {
            if (!value.isBoolean()) {
                throw Refusal.invalid("stream", "must be true or false");
            }
            return value == JsonToken.VALUE_TRUE;
        }

        private boolean skipMessages(JsonToken value) throws IOException {
            if (value != JsonToken.START_ARRAY) {
                throw Refusal.invalid("messages", "must be an array");
            }
            if (json.nextToken() == JsonToken.END_ARRAY) {
                throw Refusal.invalid("messages", "must not be empty");
            }
            do {
                json.skipChildren();
            } while (json.nextToken() != JsonToken.END_ARRAY);
            return true;
        }

        private LlmRequest checked(byte[] body) {
            if (model == null) {
                throw Refusal.invalid("model", "is required");
            }
            if (maxTokens == 0) {
                throw Refusal.invalid("max_tokens", "is required");
            }
            if (!messagesSeen) {
                throw Refusal.invalid("messages", "is required");
            }
            return new LlmRequest(body, model, maxTokens, stream);
        }

        /** A number that isn't even JSON, such as NaN or 007, or endless, is max_tokens' fault where it stands there. */
        Refusal refusal(JsonProcessingException e) {
            boolean atMaxTokens = json.currentToken() == JsonToken.FIELD_NAME
                    && json.getParsingContext().getParent().inRoot()
                    && "max_tokens".equals(json.getParsingContext().getCurrentName())
                    && maxTokens == 0;
            if (!atMaxTokens) {
                return Refusal.invalid("body", JsonProblem.of(e));
            }
            return e instanceof StreamConstraintsException ? tooMany() : notAnInteger();
        }

        private Refusal tooMany() {
            return Refusal.invalid("max_tokens", "must be at most " + limit);
        }

        private static Refusal notAnInteger() {
            return Refusal.invalid("max_tokens", "must be an integer");
        }
    }
}
