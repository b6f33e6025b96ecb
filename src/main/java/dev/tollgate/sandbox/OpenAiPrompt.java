package dev.tollgate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;

/** Counts what a model would read. */
final class OpenAiPrompt {

    private static final int TOKENS_AROUND_A_MESSAGE = 4; // its role and the separators
    private static final int TOKENS_OF_AN_IMAGE = 85; // of one in low detail, whatever its size

    private final SandboxTokens counter;
    private int tokens;

    OpenAiPrompt(SandboxTokens counter) {
        this.counter = counter;
    }

    int tokens() {
        return tokens;
    }

    void add(String text) {
        tokens += counter.count(text);
    }

    void addTokens(int count) {
        tokens += count;
    }

    /**
     * Adds a message, whose content is a string or a list of parts, and returns its text.
     *
     * @param where such as {@code messages[0]}
     */
    String addMessage(String where, JsonNode message) {
        tokens += TOKENS_AROUND_A_MESSAGE;
        JsonNode calls = message.path("tool_calls");
        if (!OpenAiFields.isAbsent(calls)) {
            add(calls.toString());
        }
        return addContent(where + ".content", message.path("content"), !OpenAiFields.isAbsent(calls));
    }

    private String addContent(String where, JsonNode content, boolean optional) {
        if (OpenAiFields.isAbsent(content)) {
            if (optional) {
                return "";
            }
            throw OpenAiError.missing(where);
        }
        if (content.isTextual()) {
            add(content.textValue());
            return content.textValue();
        }
        if (!content.isArray()) {
            throw OpenAiError.wrongType(where, "one of a string or array of objects", content);
        }
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            words.append(addPart(where + "[" + i + "]", content.get(i)));
        }
        return words.toString();
    }

    private String addPart(String where, JsonNode part) {
        if (!part.path("type").isTextual()) {
            throw OpenAiError.missing(where + ".type");
        }
        String type = part.path("type").textValue();
        if (type.equals("text") || type.endsWith("_text")) {
            if (!part.path("text").isTextual()) {
                throw OpenAiError.missing(where + ".text");
            }
            add(part.path("text").textValue());
            return part.path("text").textValue();
        }
        if (type.contains("image")) {
            tokens += TOKENS_OF_AN_IMAGE;
        } else {
            add(part.toString());
        }
        return "";
    }
}
