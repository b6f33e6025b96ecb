package dev.tollgate.sandbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The list of models, as OpenAI's API gives it. Any other name with a known beginning is accepted, too. */
final class OpenAiModels {

    private static final long CREATED = 1_735_689_600; // 2025-01-01, whatever the model
    private static final Pattern KNOWN = Pattern.compile("(gpt-|o1|o3|o4|text-embedding-|claude-|sandbox).*");
    private static final List<String> LISTED = List.of(
            "gpt-4",
            "gpt-4o",
            "gpt-4o-mini",
            "gpt-3.5-turbo",
            "gpt-4.1",
            "text-embedding-3-small",
            "claude-opus-4-5-20251101",
            "claude-haiku-4-5-20251001",
            "claude-sonnet-4-5-20250929",
            "claude-3-5-sonnet-20241022",
            "sandbox");

    private OpenAiModels() {}

    static Map<String, Object> list() {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("object", "list");
        list.put("data", LISTED.stream().map(OpenAiModels::model).toList());
        return list;
    }

    /** @throws UnknownModel if there is none */
    static Map<String, Object> one(String id) {
        requireKnown(id);
        return model(id);
    }

    static void requireKnown(String id) {
        if (!KNOWN.matcher(id).matches()) {
            throw new UnknownModel(id);
        }
    }

    private static Map<String, Object> model(String id) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("id", id);
        model.put("object", "model");
        model.put("created", CREATED);
        model.put("owned_by", owner(id));
        return model;
    }

    private static String owner(String id) {
        if (id.startsWith("claude-")) {
            return "anthropic";
        }
        return id.startsWith("sandbox") ? "tollgate" : "openai";
    }
}
