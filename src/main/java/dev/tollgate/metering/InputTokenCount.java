package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.knuddels.jtokkit.api.Encoding;
import java.io.IOException;
import java.util.Set;

/**
 * One pass over one request, of Claude's form or OpenAI's, that counts its input.
 *
 * <p>Counted are all strings and field names of what the model reads: the conversation, instructions, tools, and the
 * form asked for. The names stand for what the API adds around a message. In a prompt that is given as tokens, each
 * number is one. An image counts {@value #TOKENS_PER_IMAGE} tokens, about the most that Claude takes for one; of any
 * other base64 attachment, {@value #BASE64_CHARS_PER_TOKEN} characters count as one token. What an attachment by URL or
 * file id contains isn't known and not counted. Beyond {@value #MAX_TOKENIZED_CHARS} characters, three bytes of UTF-8
 * count as one token, so that a huge request doesn't cost us seconds.
 */
final class InputTokenCount {

    static final int TOKENS_PER_IMAGE = 1_600;
    static final int BASE64_CHARS_PER_TOKEN = 16;
    static final int MAX_TOKENIZED_CHARS = 1_000_000;
    private static final int BYTES_PER_TOKEN = 3;

    private static final Set<String> COUNTED = Set.of(
            "system",
            "messages",
            "tools",
            "functions",
            "instructions",
            "input",
            "prompt",
            "suffix",
            "response_format",
            "text");

    /** Where OpenAI's attachments stand; in a tool's schema the same names are only names. */
    private static final Set<String> WITH_ATTACHMENTS = Set.of("messages", "input", "prompt");

    private static final Set<String> OPENAI_IMAGES = Set.of("image_url", "input_image", "computer_screenshot");

    private final JsonParser json;
    private final Encoding encoding;
    private long tokens;
    private int tokenizedChars;
    private boolean attachments;

    InputTokenCount(JsonParser json, Encoding encoding) {
        this.json = json;
        this.encoding = encoding;
    }

    long ofRequest() throws IOException {
        json.nextToken();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            attachments = WITH_ATTACHMENTS.contains(name);
            if (name.equals("prompt") || name.equals("input")) {
                addPrompt();
            } else if (COUNTED.contains(name)) {
                addValue();
            } else {
                json.skipChildren();
            }
        }
        return tokens;
    }

    /** A prompt may be given in tokens, or be several prompts. */
    private void addPrompt() throws IOException {
        if (json.currentToken().isNumeric()) {
            tokens++;
        } else if (json.currentToken() == JsonToken.START_ARRAY) {
            while (json.nextToken() != JsonToken.END_ARRAY) {
                addPrompt();
            }
        } else {
            addValue();
        }
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
        boolean image = false;
        long imageUrlTokens = 0;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            addText();
            JsonToken value = json.nextToken();
            if (value == JsonToken.START_OBJECT && name.equals("source")) {
                addSource();
            } else if (attachments && name.equals("image_url")) {
                imageUrlTokens = addImageUrl(image);
            } else if (attachments && isOpenAiAttachment(name, value)) {
                addAttachment();
            } else {
                image |= attachments && name.equals("type") && isOpenAiImage();
                addValue();
            }
        }
        tokens += image ? TOKENS_PER_IMAGE - imageUrlTokens : 0;
    }

    private boolean isOpenAiImage() throws IOException {
        return json.currentToken() == JsonToken.VALUE_STRING && OPENAI_IMAGES.contains(json.getText());
    }

    /** Returns the tokens counted: none if the object is known to be an image; else it may still turn out to be. */
    private long addImageUrl(boolean image) throws IOException {
        if (image) {
            json.skipChildren();
            return 0;
        }
        long before = tokens;
        if (isOpenAiAttachment("url", json.currentToken())) {
            addAttachment();
        } else {
            addValue();
        }
        return tokens - before;
    }

    private boolean isOpenAiAttachment(String name, JsonToken value) throws IOException {
        return switch (name) {
            case "input_audio" -> value == JsonToken.START_OBJECT;
            case "file_data" -> value == JsonToken.VALUE_STRING;
            case "url" -> value == JsonToken.VALUE_STRING && isDataUrl();
            default -> false;
        };
    }

    /** Base64 of something that isn't an image: a string, or what else stands beside it in an object. */
    private void addAttachment() throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            tokens += ceilDiv(WireJson.utf8Bytes(json), BASE64_CHARS_PER_TOKEN);
            return;
        }
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            if (json.nextToken() == JsonToken.VALUE_STRING && name.equals("data")) {
                tokens += ceilDiv(WireJson.utf8Bytes(json), BASE64_CHARS_PER_TOKEN);
            } else {
                addValue();
            }
        }
    }

    private boolean isDataUrl() throws IOException {
        char[] text = json.getTextCharacters();
        int from = json.getTextOffset();
        return json.getTextLength() > 5
                && text[from] == 'd'
                && text[from + 1] == 'a'
                && text[from + 2] == 't'
                && text[from + 3] == 'a'
                && text[from + 4] == ':';
    }

    /** The source of one of Claude's images or documents. Base64 counts by its kind, everything else as text. */
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
                dataBytes = WireJson.utf8Bytes(json);
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
            tokens += encoding.countTokensOrdinary(json.getText());
        } else {
            tokens += ceilDiv(WireJson.utf8Bytes(json), BYTES_PER_TOKEN);
        }
    }

    private static long ceilDiv(long dividend, long divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
