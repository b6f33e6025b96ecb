package dev.tollgate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * A string, a list of strings, a list of tokens, or a list of such lists, as text completions and embeddings take it.
 *
 * @param texts at least one; tokens as the JSON that they came in
 * @param tokens of all of them
 */
record OpenAiInput(List<String> texts, int tokens) {

    private static final int TEXTS_MAX = 2_048;

    /** @throws OpenAiError 400 if it is none of them */
    static OpenAiInput of(String name, JsonNode given, SandboxTokens counter) {
        List<JsonNode> inputs = new ArrayList<>();
        if (given.isArray() && !isTokens(given)) {
            given.forEach(inputs::add);
        } else {
            inputs.add(given);
        }
        if (inputs.isEmpty()) {
            throw OpenAiError.empty(name);
        }
        if (inputs.size() > TEXTS_MAX) {
            String message = "Invalid '%s': array too long. Expected an array with maximum length %d.";
            throw OpenAiError.invalid(name, "array_above_max_length", message.formatted(name, TEXTS_MAX));
        }
        List<String> texts = new ArrayList<>();
        int tokens = 0;
        for (JsonNode input : inputs) {
            if (!input.isTextual() && !isTokens(input)) {
                throw OpenAiError.wrongType(name, "a string, strings or tokens", input);
            }
            String text = input.isTextual() ? input.textValue() : input.toString();
            texts.add(text);
            tokens += input.isTextual() ? counter.count(text) : input.size();
        }
        return new OpenAiInput(texts, tokens);
    }

    private static boolean isTokens(JsonNode node) {
        return node.isArray() && node.path(0).isIntegralNumber();
    }
}
