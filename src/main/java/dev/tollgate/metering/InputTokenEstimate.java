package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.tollgate.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.stereotype.Component;

/**
 * Estimates the input tokens of a Claude request, without calling Anthropic.
 *
 * <p>It is an estimate: Anthropic's tokenizer isn't public, so OpenAI's cl100k_base stands in for it, which for
 * English text is usually 10 to 20 % below Claude's count (the factor 1.2 of the price covers that). Counted are all
 * strings and field names of {@code system}, {@code messages} and {@code tools}; the names stand for what the API adds
 * around a message. An image counts {@value #TOKENS_PER_IMAGE} tokens, about the most that Claude takes for one; of any
 * other base64 attachment, {@value #BASE64_CHARS_PER_TOKEN} characters count as one token. What an attachment by URL or
 * file id contains isn't known and not counted. Beyond {@value #MAX_TOKENIZED_CHARS} characters, three bytes of UTF-8
 * count as one token, so that a huge request doesn't cost us seconds.
 */
@Component
public class InputTokenEstimate {

    static final int TOKENS_PER_IMAGE = 1_600;
    static final int BASE64_CHARS_PER_TOKEN = 16;
    static final int MAX_TOKENIZED_CHARS = 1_000_000;
    private static final int BYTES_PER_TOKEN = 3;

    /** Loading takes a good part of a second: only an application that uses this price does it. */
    private static final class Tokenizer {
        static final Encoding CL100K = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
    }

    /**
     * @param body a request that {@link LlmRequest} has accepted
     * @return estimated input tokens, at least 1
     */
    public long tokens(byte[] body) {
        try (JsonParser json = StrictJson.mapper().getFactory().createParser(body)) {
            return Math.max(1, new Count(json).ofRequest());
        } catch (IOException e) {
            throw new UncheckedIOException("A request that was well-formed isn't any more", e);
        }
    }

    /** One pass over one request. */
    private static final class Count {
        private final JsonParser json;
        private long tokens;
        private int tokenizedChars;

        Count(JsonParser json) {
            this.json = json;
        }

        long ofRequest() throws IOException {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("system") || name.equals("messages") || name.equals("tools")) {
                    addValue();
                } else {
                    json.skipChildren();
                }
            }
            return tokens;
        }

        private void addValue() throws IOException {
            switch (json.currentToken()) {
                case START_OBJECT -> addFields();
                case START_ARRAY -> {
                    while (json.nextToken() != JsonToken.END_ARRAY) {
                        addValue();
                    }
                }
                case VALUE_STRING -> addText();
                default -> {}
            }
        }

        private void addFields() throws IOException {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                addText();
                if (json.nextToken() == JsonToken.START_OBJECT && name.equals("source")) {
                    addSource();
                } else {
                    addValue();
                }
            }
        }

        /** The source of an image or document. Base64 counts by its kind, everything else as text. */
        private void addSource() throws IOException {
            boolean base64 = false;
            boolean image = false;
            long dataBytes = 0;
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                boolean string = json.nextToken() == JsonToken.VALUE_STRING;
                if (string && name.equals("type")) {
                    base64 = json.getText().equals("base64");
                } else if (string && name.equals("media_type")) {
                    image = json.getText().startsWith("image/");
                } else if (string && name.equals("data")) {
                    dataBytes = ClaudeJson.utf8Bytes(json);
                } else {
                    addValue();
                }
            }
            if (!base64) {
                tokens += ceilDiv(dataBytes, BYTES_PER_TOKEN);
            } else {
                tokens += image ? TOKENS_PER_IMAGE : ceilDiv(dataBytes, BASE64_CHARS_PER_TOKEN);
            }
        }

        private void addText() throws IOException {
            int chars = json.getTextLength();
            if (tokenizedChars + chars <= MAX_TOKENIZED_CHARS) {
                tokenizedChars += chars;
                tokens += Tokenizer.CL100K.countTokensOrdinary(json.getText());
            } else {
                tokens += ceilDiv(ClaudeJson.utf8Bytes(json), BYTES_PER_TOKEN);
            }
        }

        private static long ceilDiv(long dividend, long divisor) {
            return (dividend + divisor - 1) / divisor;
        }
    }
}
