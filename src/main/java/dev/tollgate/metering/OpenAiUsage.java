package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** What an answer in JSON says it used, whichever of OpenAI's APIs it comes from. */
public final class OpenAiUsage {

    private static final JsonFactory JSON = WireJson.lenient();

    private final OpenAiUsageReader usage = new OpenAiUsageReader();
    private @Nullable String model;
    private long textBytes;
    private boolean error;

    private OpenAiUsage() {}

    /** Reads an answer's body, or returns null for what isn't one JSON object, whole: what was cut short is no answer. */
    public static @Nullable OpenAiUsage of(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            OpenAiUsage usage = new OpenAiUsage();
            usage.read(json);
            return json.nextToken() == null ? usage : null;
        } catch (IOException unreadable) {
            return null;
        }
    }

    /** The model that answered, if named. */
    public @Nullable String model() {
        return model;
    }

    /** UTF-8 bytes of the generated text. */
    long textBytes() {
        return textBytes;
    }

    /**
     * What to charge and record: the reported usage; where the input isn't reported, the estimate, and for the output
     * the text's bytes by {@link GeneratedText#BYTES_PER_TOKEN}, rounded up. An error that comes as an answer is free.
     *
     * @param estimate of the input, asked only if none was reported
     */
    public TokenUsage settledUsage(LongSupplier estimate) {
        if (usage.hasInput() && usage.hasOutput()) {
            return usage.settled(0, estimate);
        }
        boolean nothing = error && textBytes == 0 && !usage.hasInput();
        return nothing ? TokenUsage.NONE : usage.settled(textBytes, estimate);
    }

    private void read(JsonParser json) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            switch (name) {
                case "usage" -> usage.read(json);
                case "model" -> model = WireJson.string(json);
                case "choices", "output" -> textBytes += OpenAiText.bytes(json);
                case "error" -> {
                    error = value != JsonToken.VALUE_NULL;
                    json.skipChildren();
                }
                default -> json.skipChildren();
            }
        }
    }
}
