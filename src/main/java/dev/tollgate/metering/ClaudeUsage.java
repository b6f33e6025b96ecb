package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a Claude answer in JSON says it used.
 *
 * @param model the model that answered, if named
 * @param reported the usage as reported, if any of it was
 * @param textBytes UTF-8 bytes of the generated text, for an answer that reports nothing
 */
public record ClaudeUsage(@Nullable String model, @Nullable TokenUsage reported, long textBytes) {

    private static final JsonFactory JSON = WireJson.lenient();

    /** Reads an answer's body, or returns null for what isn't one JSON object, whole: what was cut short is no answer. */
    public static @Nullable ClaudeUsage of(byte[] body) {
        try (JsonParser json = JSON.createParser(body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            ClaudeUsage usage = read(json);
            return json.nextToken() == null ? usage : null;
        } catch (IOException unreadable) {
            return null;
        }
    }

    /**
     * What to charge and record: the reported usage, or, where there is none, the estimate as input and the text's bytes
     * by {@link GeneratedText#BYTES_PER_TOKEN}, rounded up, as output. An answer that has neither is free.
     *
     * @param estimate of the input, asked only if no usage was reported
     */
    public TokenUsage settledUsage(LongSupplier estimate) {
        if (reported != null) {
            return reported;
        }
        return textBytes == 0
                ? TokenUsage.NONE
                : new TokenUsage(estimate.getAsLong(), GeneratedText.tokens(textBytes), 0, 0);
    }

    private static ClaudeUsage read(JsonParser json) throws IOException {
        ClaudeUsageReader usage = new ClaudeUsageReader();
        String model = null;
        long textBytes = 0;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("usage")) {
                usage.read(json);
            } else if (name.equals("model") && value == JsonToken.VALUE_STRING) {
                model = json.getText();
            } else if (name.equals("content") && value == JsonToken.START_ARRAY) {
                textBytes = textOf(json);
            } else {
                json.skipChildren();
            }
        }
        return new ClaudeUsage(model, usage.hasAny() ? usage.over(TokenUsage.NONE) : null, textBytes);
    }

    private static long textOf(JsonParser json) throws IOException {
        long bytes = 0;
        for (int depth = 1; depth > 0; ) {
            JsonToken token = json.nextToken();
            if (token == null) {
                break;
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.VALUE_STRING
                    && json.currentName() != null
                    && ClaudeEventReader.isGeneratedText(json.currentName())) {
                bytes += WireJson.utf8Bytes(json);
            }
        }
        return bytes;
    }
}
