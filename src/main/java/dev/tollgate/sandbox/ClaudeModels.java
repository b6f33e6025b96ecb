package dev.tollgate.sandbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The list of models, as Claude's API gives it. Any other {@code claude-…} is accepted, too. */
final class ClaudeModels {

    private ClaudeModels() {}

    static Map<String, Object> page() {
        List<Map<String, Object>> models = new ArrayList<>();
        models.add(model("claude-opus-4-5-20251101", "Claude Opus 4.5", "2025-11-24"));
        models.add(model("claude-haiku-4-5-20251001", "Claude Haiku 4.5", "2025-10-15"));
        models.add(model("claude-sonnet-4-5-20250929", "Claude Sonnet 4.5", "2025-09-29"));
        models.add(model("claude-3-5-sonnet-20241022", "Claude Sonnet 3.5", "2024-10-22"));
        models.add(model("sandbox", "Tollgate's sandbox", "2024-01-01"));
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("data", models);
        page.put("has_more", false);
        page.put("first_id", models.get(0).get("id"));
        page.put("last_id", models.get(models.size() - 1).get("id"));
        return page;
    }

    private static Map<String, Object> model(String id, String displayName, String day) {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("type", "model");
        model.put("id", id);
        model.put("display_name", displayName);
        model.put("created_at", day + "T00:00:00Z");
        return model;
    }
}
