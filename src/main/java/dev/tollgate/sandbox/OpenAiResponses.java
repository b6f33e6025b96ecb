package dev.tollgate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/responses}. */
final class OpenAiResponses implements OpenAiApi {

    private static final int TOKENS_BEFORE_THE_ANSWER = 3;

    private final SandboxTokens tokens;

    OpenAiResponses(SandboxTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public OpenAiRequest read(OpenAiFields body) {
        String model = body.model();
        OpenAiPrompt prompt = new OpenAiPrompt(tokens);
        prompt.addTokens(TOKENS_BEFORE_THE_ANSWER);
        prompt.add(body.body().path("instructions").asText());
        String lastWords = addInput(body.required("input"), prompt);
        body.body().path("tools").forEach(tool -> prompt.add(tool.toString()));
        body.checkTemperature();
        return new OpenAiRequest(
                model,
                body.flag("stream"),
                false,
                body.integer("max_output_tokens", 1, Integer.MAX_VALUE),
                1,
                prompt.tokens(),
                lastWords,
                null);
    }

    @Override
    public Map<String, Object> json(OpenAiReply reply) {
        return whole(reply);
    }

    @Override
    public List<byte[]> events(OpenAiReply reply, Trouble trouble) {
        return new OpenAiResponseEvents(reply, trouble).all();
    }

    /** {@code completed} or {@code incomplete}. */
    static String status(OpenAiReply reply) {
        return reply.text().truncated() ? "incomplete" : "completed";
    }

    static String itemId(OpenAiReply reply) {
        return "msg_" + reply.id();
    }

    /** The finished response. */
    static Map<String, Object> whole(OpenAiReply reply) {
        Map<String, Object> details = reply.text().truncated() ? Map.of("reason", "max_output_tokens") : null;
        return response(
                reply,
                status(reply),
                details,
                List.of(item(reply)),
                reply.usage().ofResponse());
    }

    /** A response that isn't finished. */
    static Map<String, Object> unfinished(OpenAiReply reply, String status) {
        return response(reply, status, null, List.of(), null);
    }

    /** The whole message. */
    static Map<String, Object> item(OpenAiReply reply) {
        return item(reply, status(reply), List.of(part(reply.text().whole())));
    }

    static Map<String, Object> item(OpenAiReply reply, String status, List<Object> content) {
        Map<String, Object> item = new LinkedHashMap<>();
        item.put("id", itemId(reply));
        item.put("type", "message");
        item.put("status", status);
        item.put("content", content);
        item.put("role", "assistant");
        return item;
    }

    static Map<String, Object> part(String text) {
        Map<String, Object> part = new LinkedHashMap<>();
        part.put("type", "output_text");
        part.put("annotations", List.of());
        part.put("logprobs", List.of());
        part.put("text", text);
        return part;
    }

    private static String addInput(JsonNode input, OpenAiPrompt prompt) {
        if (input.isTextual()) {
            prompt.add(input.textValue());
            return input.textValue();
        }
        if (!input.isArray()) {
            throw OpenAiError.wrongType("input", "one of a string or array of objects", input);
        }
        if (input.isEmpty()) {
            throw OpenAiError.empty("input");
        }
        String lastWords = "";
        for (int i = 0; i < input.size(); i++) {
            JsonNode item = input.get(i);
            if (!item.path("type").asText("message").equals("message")) {
                prompt.add(item.toString()); // a tool's output, a reference, …
                continue;
            }
            String words = prompt.addMessage("input[" + i + "]", item);
            if (!item.path("role").asText().equals("assistant")) {
                lastWords = words;
            }
        }
        return lastWords;
    }

    private static Map<String, Object> response(
            OpenAiReply reply,
            String status,
            @Nullable Map<String, Object> incompleteDetails,
            List<Map<String, Object>> output,
            @Nullable Map<String, Object> usage) {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("id", "resp_" + reply.id());
        response.put("object", "response");
        response.put("created_at", OpenAiReply.CREATED);
        response.put("status", status);
        response.put("background", false);
        response.put("error", null);
        response.put("incomplete_details", incompleteDetails);
        response.put("instructions", null);
        response.put(
                "max_output_tokens",
                reply.request().maxTokens().isPresent()
                        ? reply.request().maxTokens().getAsInt()
                        : null);
        response.put("model", reply.request().model());
        response.put("output", output);
        response.put("parallel_tool_calls", true);
        response.put("previous_response_id", null);
        response.put("service_tier", "default");
        response.put("store", false);
        response.put("text", Map.of("format", Map.of("type", "text")));
        response.put("tool_choice", "auto");
        response.put("tools", List.of());
        response.put("truncation", "disabled");
        response.put("usage", usage);
        response.put("metadata", Map.of());
        return response;
    }
}
