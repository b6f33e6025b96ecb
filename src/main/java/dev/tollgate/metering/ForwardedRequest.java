package dev.tollgate.metering;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tollgate.json.JsonProblem;
import dev.tollgate.json.StorableText;
import dev.tollgate.json.StrictJson;
import dev.tollgate.refusal.Refusal;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request that is passed on as it is and paid by its path: what of it the books and the key's terms need to know. */
public final class ForwardedRequest {

    /** What is paid by the token has an endpoint of its own; no way of writing its path leads past the meter. */
    private static final Set<String> METERED =
            Set.of("/v1/chat/completions", "/v1/completions", "/v1/responses", "/v1/embeddings", "/v1/messages");

    private static final int MODEL_CHARS_MAX = 200;

    private ForwardedRequest() {}

    /**
     * Reads what is known of a request: its path, and the model that a JSON body names.
     *
     * @param path decoded, as it was sent
     * @return a request whose model is the path where the body names none
     * @throws Refusal 400 for a JSON body that isn't JSON; 404 for a path that is another endpoint's
     */
    public static LlmRequest read(String path, @Nullable String contentType, byte[] body) {
        String plain = plain(path);
        if (METERED.contains(plain) || plain.equals("/v1")) {
            throw Refusal.notFound(
                    "There is no " + path + "; POST to " + (plain.equals("/v1") ? "a path below it" : plain));
        }
        String model = isJson(contentType) && body.length > 0 ? model(body) : null;
        return LlmRequest.forwarded(path, model == null ? path : model, body);
    }

    /** As a careless upstream may read it. */
    private static String plain(String path) {
        return path.toLowerCase(Locale.ROOT).replaceAll("/{2,}", "/").replaceAll("[/.\\s]+$", "");
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null && contentType.toLowerCase(Locale.ROOT).contains("json");
    }

    private static @Nullable String model(byte[] body) {
        StrictJson.requireUtf8(body);
        try (JsonParser json = StrictJson.mapper().getFactory().createParser(body)) {
            String model = json.nextToken() == JsonToken.START_OBJECT ? ofObject(json) : null;
            if (model == null) {
                json.skipChildren();
            }
            if (json.nextToken() != null) {
                throw Refusal.invalid("body", "has something after the JSON");
            }
            return model;
        } catch (IOException e) {
            throw Refusal.invalid("body", JsonProblem.of(e));
        }
    }

    private static @Nullable String ofObject(JsonParser json) throws IOException {
        String model = null;
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            JsonToken value = json.nextToken();
            if (name.equals("model") && value == JsonToken.VALUE_STRING) {
                model = checked(json.getText());
            } else {
                json.skipChildren();
            }
        }
        return model;
    }

    private static String checked(String model) {
        if (model.isEmpty() || model.length() > MODEL_CHARS_MAX || !StorableText.isStorable(model)) {
            throw Refusal.invalid("model", "must have 1 to " + MODEL_CHARS_MAX + " characters, without U+0000");
        }
        return model;
    }
}
