package dev.tollgate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/chat/completions}. */
final class OpenAiChat implements OpenAiApi {

    private static final int TOKENS_BEFORE_THE_ANSWER = 3;
    private static final Set<String> ROLES = Set.of("system", "assistant", "user", "function", "tool", "developer");

    private final SandboxTokens tokens;

    OpenAiChat(SandboxTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public OpenAiRequest read(OpenAiFields body) {
        String model = body.model();
        JsonNode messages = messages(body.required("messages"));
        OpenAiPrompt prompt = new OpenAiPrompt(tokens);
        prompt.addTokens(TOKENS_BEFORE_THE_ANSWER);
        String lastWords = addMessages(messages, prompt);
        JsonNode tools = body.body().path("tools");
        OpenAiTool tool = OpenAiTool.of(tools, body.body().path("tool_choice"));
        tools.forEach(each -> prompt.add(each.toString()));
        boolean stream = body.flag("stream");
        body.checkTemperature();
        String lastRole = messages.get(messages.size() - 1).path("role").asText();
        return new OpenAiRequest(
                model,
                stream,
                body.includesUsage(stream),
                maxTokens(body),
                body.choices(),
                prompt.tokens(),
                lastWords,
                lastRole.equals("user") ? tool : null);
    }

    @Override
    public Map<String, Object> json(OpenAiReply reply) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("role", "assistant");
        OpenAiTool tool = reply.request().tool();
        message.put("content", tool == null ? reply.text().whole() : null);
        if (tool != null) {
            message.put("tool_calls", List.of(call(reply, tool, reply.text().whole())));
        }
        message.put("refusal", null);
        message.put("annotations", List.of());
        List<Map<String, Object>> choices = new ArrayList<>();
        for (int index = 0; index < reply.request().choices(); index++) {
            Map<String, Object> choice = new LinkedHashMap<>();
            choice.put("index", index);
            choice.put("message", message);
            choice.put("logprobs", null);
            choice.put("finish_reason", reply.finishReason());
            choices.add(choice);
        }
        Map<String, Object> completion = head(reply, "chat.completion");
        completion.put("choices", choices);
        completion.put("usage", reply.usage().ofCompletion());
        return completion;
    }

    @Override
    public List<byte[]> events(OpenAiReply reply, Trouble trouble) {
        OpenAiChunks chunks = new OpenAiChunks(reply, trouble, head(reply, "chat.completion.chunk"));
        OpenAiTool tool = reply.request().tool();
        chunks.add(choice(firstDelta(reply, tool), null));
        for (String piece : reply.pieces()) {
            chunks.add(choice(tool == null ? Map.of("content", piece) : argumentsDelta(piece), null));
        }
        chunks.add(choice(Map.of(), reply.finishReason()));
        return chunks.end();
    }

    private static JsonNode messages(JsonNode messages) {
        if (!messages.isArray()) {
            throw OpenAiError.wrongType("messages", "an array of objects", messages);
        }
        if (messages.isEmpty()) {
            throw OpenAiError.empty("messages");
        }
        return messages;
    }

    /** Returns the text of the last message that isn't the assistant's own. */
    private static String addMessages(JsonNode messages, OpenAiPrompt prompt) {
        String lastWords = "";
        for (int i = 0; i < messages.size(); i++) {
            String where = "messages[" + i + "]";
            String role = messages.get(i).path("role").asText();
            if (!ROLES.contains(role)) {
                String message = "Invalid value: '%s'. Supported values are: 'system', 'assistant', 'user',"
                        + " 'function', 'tool', and 'developer'.";
                throw OpenAiError.invalid(where + ".role", "invalid_value", message.formatted(role));
            }
            String words = prompt.addMessage(where, messages.get(i));
            if (!role.equals("assistant")) {
                lastWords = words;
            }
        }
        return lastWords;
    }

    private static OptionalInt maxTokens(OpenAiFields body) {
        OptionalInt current = body.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
        OptionalInt old = body.integer("max_tokens", 1, Integer.MAX_VALUE);
        return current.isPresent() ? current : old;
    }

    private static Map<String, Object> head(OpenAiReply reply, String object) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("id", "chatcmpl-" + reply.id());
        head.put("object", object);
        head.put("created", OpenAiReply.CREATED);
        head.put("model", reply.request().model());
        head.put("service_tier", "default");
        head.put("system_fingerprint", "fp_sandbox");
        return head;
    }

    private static Map<String, Object> choice(Map<String, Object> delta, @Nullable String finishReason) {
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("delta", delta);
        choice.put("logprobs", null);
        choice.put("finish_reason", finishReason);
        return choice;
    }

    private static Map<String, Object> firstDelta(OpenAiReply reply, @Nullable OpenAiTool tool) {
        Map<String, Object> delta = new LinkedHashMap<>();
        delta.put("role", "assistant");
        delta.put("content", tool == null ? "" : null);
        if (tool != null) {
            Map<String, Object> call = new LinkedHashMap<>();
            call.put("index", 0);
            call.putAll(call(reply, tool, ""));
            delta.put("tool_calls", List.of(call));
        }
        delta.put("refusal", null);
        return delta;
    }

    private static Map<String, Object> argumentsDelta(String piece) {
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("index", 0);
        call.put("function", Map.of("arguments", piece));
        return Map.of("tool_calls", List.of(call));
    }

    private static Map<String, Object> call(OpenAiReply reply, OpenAiTool tool, String arguments) {
        Map<String, Object> function = new LinkedHashMap<>();
        function.put("name", tool.name());
        function.put("arguments", arguments);
        Map<String, Object> call = new LinkedHashMap<>();
        call.put("id", "call_" + reply.id());
        call.put("type", "function");
        call.put("function", function);
        return call;
    }
}
