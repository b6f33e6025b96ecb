package dev.tollgate.keys;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.json.StrictJson;
import dev.tollgate.metering.LlmRequest;
import dev.tollgate.refusal.Refusal;
import dev.tollgate.upstream.UpstreamFailure;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Which models a key may call, and the upstream's list cut to them. */
public final class KeyModels {

    private static final Duration KEPT_FOR = Duration.ofMinutes(1);
    private static final String UNKNOWN = "model_not_found";

    private final LongSupplier nanoTime;
    private volatile @Nullable Kept kept;

    private record Kept(List<JsonNode> models, long readNanos) {}

    KeyModels(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @throws Refusal 403 unless the key may use the request's model */
    public void require(KeyIdentity.Caller caller, LlmRequest request) {
        if (!caller.key().allows(request.model())) {
            throw new Refusal(
                    403,
                    UNKNOWN,
                    "The model `" + request.model() + "` does not exist or this API key may not use it; it may use "
                            + String.join(", ", new TreeSet<>(caller.key().models())));
        }
    }

    /** Whether the upstream's list wasn't read in the last minute. */
    public boolean isStale() {
        Kept list = kept;
        return list == null || nanoTime.getAsLong() - list.readNanos >= KEPT_FOR.toNanos();
    }

    /**
     * Keeps the upstream's list.
     *
     * @param answer OpenAI's list or Anthropic's page: an object with {@code data}, objects with an {@code id}
     * @throws UpstreamFailure if it is neither
     */
    public void keep(byte[] answer) {
        try {
            List<JsonNode> models = new ArrayList<>();
            for (JsonNode model : StrictJson.mapper().readTree(answer).path("data")) {
                if (model.path("id").isTextual()) {
                    models.add(model);
                }
            }
            kept = new Kept(List.copyOf(models), nanoTime.getAsLong());
        } catch (IOException e) {
            throw new UpstreamFailure("upstream's list of models is not JSON");
        }
    }

    /**
     * The list as the key sees it.
     *
     * @param anthropicVersion the header by which Anthropic's SDKs are known: they get a page as they know it
     */
    public Map<String, Object> shown(KeyIdentity.Caller caller, @Nullable String anthropicVersion) {
        List<Map<String, Object>> models = allowed(caller).stream()
                .map(model -> anthropicVersion == null ? openAi(model) : anthropic(model))
                .toList();
        Map<String, Object> list = new LinkedHashMap<>();
        if (anthropicVersion == null) {
            list.put("object", "list");
            list.put("data", models);
            return list;
        }
        list.put("data", models);
        list.put("has_more", false);
        list.put("first_id", models.isEmpty() ? null : models.get(0).get("id"));
        list.put(
                "last_id",
                models.isEmpty() ? null : models.get(models.size() - 1).get("id"));
        return list;
    }

    /**
     * One model of the list.
     *
     * @param path with the variable {@code model}
     * @throws Refusal 404 if it isn't on the list, or not for this key
     */
    public Map<String, Object> shown(
            KeyIdentity.Caller caller, @Nullable String anthropicVersion, Map<String, Object> path) {
        String id = String.valueOf(path.get("model"));
        return allowed(caller).stream()
                .filter(model -> model.path("id").asText().equals(id))
                .findFirst()
                .map(model -> anthropicVersion == null ? openAi(model) : anthropic(model))
                .orElseThrow(() -> new Refusal(404, UNKNOWN, "The model `" + id + "` does not exist"));
    }

    private List<JsonNode> allowed(KeyIdentity.Caller caller) {
        Kept list = kept;
        return list == null
                ? List.of()
                : list.models.stream()
                        .filter(model -> caller.key().allows(model.path("id").asText()))
                        .toList();
    }

    private static Map<String, Object> openAi(JsonNode model) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", model.path("id").asText());
        shown.put("object", "model");
        shown.put("created", created(model).getEpochSecond());
        shown.put("owned_by", model.path("owned_by").asText("system"));
        return shown;
    }

    private static Map<String, Object> anthropic(JsonNode model) {
        String id = model.path("id").asText();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("type", "model");
        shown.put("id", id);
        shown.put("display_name", model.path("display_name").asText(id));
        shown.put("created_at", created(model).toString());
        return shown;
    }

    private static Instant created(JsonNode model) {
        if (model.path("created").canConvertToLong()) {
            return Instant.ofEpochSecond(model.path("created").asLong());
        }
        String text = model.path("created_at").asText("1970-01-01T00:00:00Z");
        return text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z")
                ? Instant.parse(text)
                : Instant.EPOCH;
    }
}
