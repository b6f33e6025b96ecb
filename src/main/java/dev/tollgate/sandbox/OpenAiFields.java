package dev.tollgate.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tollgate.json.StrictJson;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.OptionalInt;

/** A request's body, whose fields are refused in OpenAI's words where they are wrong. A null is as good as no field. */
record OpenAiFields(JsonNode body) {

    private static final int CHOICES_MAX = 8;

    /** @throws OpenAiError 400 if it is no JSON object */
    static OpenAiFields parse(byte[] body) {
        JsonNode json;
        try {
            json = StrictJson.mapper().readTree(body);
        } catch (IOException e) {
            throw notJson();
        }
        if (!json.isObject()) {
            throw notJson();
        }
        return new OpenAiFields(json);
    }

    /**
     * The model to ask.
     *
     * @throws UnknownModel if OpenAI has none that is called so
     */
    String model() {
        JsonNode model = body.path("model");
        if (isAbsent(model)) {
            throw OpenAiError.invalid("model", null, "you must provide a model parameter");
        }
        if (!model.isTextual()) {
            throw OpenAiError.wrongType("model", "a string", model);
        }
        OpenAiModels.requireKnown(model.textValue());
        return model.textValue();
    }

    /** A field that must be there. */
    JsonNode required(String name) {
        JsonNode value = body.path(name);
        if (isAbsent(value)) {
            throw OpenAiError.missing(name);
        }
        return value;
    }

    boolean flag(String name) {
        JsonNode value = body.path(name);
        if (!isAbsent(value) && !value.isBoolean()) {
            throw OpenAiError.wrongType(name, "a boolean", value);
        }
        return value.asBoolean();
    }

    /** Whether a stream's usage is asked for. */
    boolean includesUsage(boolean stream) {
        JsonNode options = body.path("stream_options");
        if (!isAbsent(options) && !stream) {
            throw OpenAiError.invalid(
                    "stream_options", null, "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
        }
        return options.path("include_usage").asBoolean();
    }

    /** How many answers are asked for: 1 to 8. */
    int choices() {
        return integer("n", 1, CHOICES_MAX).orElse(1);
    }

    /** An integer of a range, both ends included. */
    OptionalInt integer(String name, int min, int max) {
        JsonNode value = body.path(name);
        if (isAbsent(value)) {
            return OptionalInt.empty();
        }
        if (!value.isIntegralNumber()) {
            throw OpenAiError.wrongType(name, "an integer", value);
        }
        requireRange(name, "integer", value, min, max);
        return OptionalInt.of(value.intValue());
    }

    /** Between 0 and 2, as all the APIs have it. */
    void checkTemperature() {
        JsonNode value = body.path("temperature");
        if (isAbsent(value)) {
            return;
        }
        if (!value.isNumber()) {
            throw OpenAiError.wrongType("temperature", "a decimal", value);
        }
        requireRange("temperature", "decimal", value, 0, 2);
    }

    static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static void requireRange(String name, String kind, JsonNode value, int min, int max) {
        String message = "Invalid '%s': %s %s value. Expected a value %s %d, but got %s instead.";
        if (value.decimalValue().compareTo(BigDecimal.valueOf(min)) < 0) {
            throw OpenAiError.invalid(
                    name,
                    kind + "_below_min_value",
                    message.formatted(name, kind, "below minimum", ">=", min, value.asText()));
        }
        if (value.decimalValue().compareTo(BigDecimal.valueOf(max)) > 0) {
            throw OpenAiError.invalid(
                    name,
                    kind + "_above_max_value",
                    message.formatted(name, kind, "above maximum", "<=", max, value.asText()));
        }
    }

    private static OpenAiError notJson() {
        return OpenAiError.invalid(
                null, null, "We could not parse the JSON body of your request. The API expects a JSON object.");
    }
}
