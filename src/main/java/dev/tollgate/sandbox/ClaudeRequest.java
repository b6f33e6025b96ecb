package dev.tollgate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A checked body of {@code POST /v1/messages}.
 *
 * @param maxTokens the largest number of tokens to answer with; 0 for a count alone
 * @param prompt everything the model would read, in its order: tools, system, messages
 * @param lastWords the text of the user's last message
 */
record ClaudeRequest(String model, int maxTokens, boolean stream, List<Block> prompt, String lastWords) {

    private static final Set<String> ROLES = Set.of("user", "assistant", "system");

    /**
     * One part of the prompt.
     *
     * @param cacheTtl how long the prompt up to this block is to be cached ({@code 5m}, {@code 1h}); empty for not
     */
    record Block(String text, String cacheTtl) {}

    /**
     * @throws ClaudeError 400 with the message of the real API
     * @throws UnknownModel if the real API has no such model
     */
    static ClaudeRequest of(JsonNode body, boolean countOnly) {
        if (!body.isObject()) {
            throw ClaudeError.invalid("Input should be a valid dictionary");
        }
        String model = model(body);
        int maxTokens = countOnly ? 0 : maxTokens(body.path("max_tokens"));
        boolean stream = stream(body.path("stream"));
        checkTemperature(body.path("temperature"));
        List<Block> prompt = new ArrayList<>();
        body.path("tools").forEach(tool -> prompt.add(new Block(tool.toString(), cacheTtl(tool))));
        addContent("system", body.path("system"), prompt);
        String lastWords = addMessages(body.path("messages"), prompt);
        return new ClaudeRequest(model, maxTokens, stream, prompt, lastWords);
    }

    private static String model(JsonNode body) {
        JsonNode model = body.path("model");
        if (model.isMissingNode()) {
            throw ClaudeError.invalid("model: Field required");
        }
        if (!model.isTextual()) {
            throw ClaudeError.invalid("model: Input should be a valid string");
        }
        String name = model.textValue();
        if (!name.startsWith("claude-") && !name.startsWith("sandbox")) {
            throw new UnknownModel(name);
        }
        return name;
    }

    private static int maxTokens(JsonNode value) {
        if (value.isMissingNode()) {
            throw ClaudeError.invalid("max_tokens: Field required");
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt()) {
            throw ClaudeError.invalid("max_tokens: Input should be a valid integer");
        }
        if (value.intValue() < 1) {
            throw ClaudeError.invalid("max_tokens: Input should be greater than or equal to 1");
        }
        return value.intValue();
    }

    private static boolean stream(JsonNode value) {
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw ClaudeError.invalid("stream: Input should be a valid boolean");
        }
        return value.asBoolean();
    }

    private static void checkTemperature(JsonNode value) {
        if (value.isMissingNode()) {
            return;
        }
        if (!value.isNumber()) {
            throw ClaudeError.invalid("temperature: Input should be a valid number");
        }
        if (value.decimalValue().signum() < 0 || value.decimalValue().compareTo(BigDecimal.ONE) > 0) {
            throw ClaudeError.invalid("temperature: range: 0..1");
        }
    }

    private static String addMessages(JsonNode messages, List<Block> prompt) {
        if (messages.isMissingNode()) {
            throw ClaudeError.invalid("messages: Field required");
        }
        if (!messages.isArray()) {
            throw ClaudeError.invalid("messages: Input should be a valid list");
        }
        if (messages.isEmpty()) {
            throw ClaudeError.invalid("messages: at least one message is required");
        }
        String lastWords = "";
        for (int i = 0; i < messages.size(); i++) {
            String words = addMessage("messages." + i, messages.get(i), prompt);
            if (messages.get(i).path("role").asText().equals("user")) {
                lastWords = words;
            }
        }
        return lastWords;
    }

    private static String addMessage(String where, JsonNode message, List<Block> prompt) {
        String role = message.path("role").asText();
        if (!ROLES.contains(role)) {
            throw ClaudeError.invalid(where + ".role: Input should be 'user', 'assistant' or 'system'");
        }
        JsonNode content = message.path("content");
        if (content.isMissingNode() || content.isNull()) {
            throw ClaudeError.invalid(where + ".content: Field required");
        }
        if (content.isEmpty() && content.asText().isEmpty()) {
            throw ClaudeError.invalid(where + ": all messages must have non-empty content");
        }
        return addContent(where + ".content", content, prompt);
    }

    /** Adds a string or a list of blocks to the prompt, and returns its text. */
    private static String addContent(String where, JsonNode content, List<Block> prompt) {
        if (content.isMissingNode()) {
            return "";
        }
        if (content.isTextual()) {
            prompt.add(new Block(content.textValue(), ""));
            return content.textValue();
        }
        if (!content.isArray()) {
            throw ClaudeError.invalid(where + ": Input should be a valid string or list");
        }
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            JsonNode block = content.get(i);
            if (!block.path("type").isTextual()) {
                throw ClaudeError.invalid(where + "." + i + ".type: Field required");
            }
            boolean text = block.path("type").textValue().equals("text");
            if (text && !block.path("text").isTextual()) {
                throw ClaudeError.invalid(where + "." + i + ".text: Field required");
            }
            prompt.add(new Block(text ? block.path("text").textValue() : block.toString(), cacheTtl(block)));
            words.append(block.path("text").asText());
        }
        return words.toString();
    }

    private static String cacheTtl(JsonNode block) {
        JsonNode control = block.path("cache_control");
        return control.isObject() ? control.path("ttl").asText("5m") : "";
    }
}
