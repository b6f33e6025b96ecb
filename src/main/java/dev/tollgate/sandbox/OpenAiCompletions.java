package dev.tollgate.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/completions}, the API from before chat. */
final class OpenAiCompletions implements OpenAiApi {

    private static final int MAX_TOKENS = 16; // where the request says nothing, as OpenAI has it

    private final SandboxTokens tokens;

    OpenAiCompletions(SandboxTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public OpenAiRequest read(OpenAiFields body) {
        String model = body.model();
        OpenAiInput input = OpenAiInput.of("prompt", body.required("prompt"), tokens);
        boolean stream = body.flag("stream");
        body.checkTemperature();
        int maxTokens = body.integer("max_tokens", 0, Integer.MAX_VALUE).orElse(MAX_TOKENS);
        return new OpenAiRequest(
                model,
                stream,
                body.includesUsage(stream),
                OptionalInt.of(maxTokens),
                input.texts().size() * body.choices(),
                input.tokens(),
                input.texts().get(input.texts().size() - 1),
                null);
    }

    @Override
    public Map<String, Object> json(OpenAiReply reply) {
        List<Map<String, Object>> choices = new ArrayList<>();
        for (int index = 0; index < reply.request().choices(); index++) {
            Map<String, Object> choice = new LinkedHashMap<>();
            choice.put("index", index);
            choice.putAll(choice(reply.text().whole(), reply.finishReason()));
            choices.add(choice);
        }
        Map<String, Object> completion = head(reply);
        completion.put("choices", choices);
        completion.put("usage", reply.usage().ofCompletion());
        return completion;
    }

    @Override
    public List<byte[]> events(OpenAiReply reply, Trouble trouble) {
        OpenAiChunks chunks = new OpenAiChunks(reply, trouble, head(reply));
        reply.pieces().forEach(piece -> chunks.add(choice(piece, null)));
        chunks.add(choice("", reply.finishReason()));
        return chunks.end();
    }

    private static Map<String, Object> head(OpenAiReply reply) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("id", "cmpl-" + reply.id());
        head.put("object", "text_completion");
        head.put("created", OpenAiReply.CREATED);
        head.put("model", reply.request().model());
        head.put("system_fingerprint", "fp_sandbox");
        return head;
    }

    private static Map<String, Object> choice(String text, @Nullable String finishReason) {
        Map<String, Object> choice = new LinkedHashMap<>();
        choice.put("text", text);
        choice.put("logprobs", null);
        choice.put("finish_reason", finishReason);
        return choice;
    }
}
