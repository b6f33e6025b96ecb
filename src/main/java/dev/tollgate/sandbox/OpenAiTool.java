package dev.tollgate.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A function that the answer calls.
 *
 * @param arguments JSON with a value for every required property
 */
record OpenAiTool(String name, String arguments) {

    private static final int PIECE_CODE_POINTS = 8;

    /** The first function of the request, or the one that it names; null where it has none, or wants none called. */
    static @Nullable OpenAiTool of(JsonNode tools, JsonNode choice) {
        if (OpenAiFields.isAbsent(tools)) {
            return null;
        }
        if (!tools.isArray()) {
            throw OpenAiError.wrongType("tools", "an array of objects", tools);
        }
        if (tools.isEmpty()) {
            throw OpenAiError.empty("tools");
        }
        String wanted = choice.at("/function/name").asText();
        OpenAiTool found = null;
        for (int i = 0; i < tools.size(); i++) {
            JsonNode function = tools.get(i).path("function");
            if (!function.path("name").isTextual()) {
                throw OpenAiError.missing("tools[" + i + "].function.name");
            }
            String name = function.path("name").textValue();
            if (found == null && (wanted.isEmpty() || wanted.equals(name))) {
                found = new OpenAiTool(name, arguments(function.path("parameters")));
            }
        }
        return choice.asText().equals("none") ? null : found;
    }

    /** The arguments in the pieces a stream sends. */
    List<String> pieces() {
        List<String> pieces = new ArrayList<>();
        int begin = 0;
        while (begin < arguments.length()) {
            int left = arguments.codePointCount(begin, arguments.length());
            int end = arguments.offsetByCodePoints(begin, Math.min(PIECE_CODE_POINTS, left));
            pieces.add(arguments.substring(begin, end));
            begin = end;
        }
        return pieces;
    }

    private static String arguments(JsonNode schema) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (JsonNode name : schema.path("required")) {
            arguments.put(name.asText(), value(schema.path("properties").path(name.asText())));
        }
        return new String(Wire.json(arguments), UTF_8);
    }

    private static Object value(JsonNode property) {
        if (property.path("enum").has(0)) {
            return property.path("enum").get(0);
        }
        return switch (property.path("type").asText()) {
            case "integer", "number" -> 1;
            case "boolean" -> true;
            case "array" -> List.of();
            case "object" -> Map.of();
            default -> "sandbox";
        };
    }
}
