package dev.tollgate.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** {@code POST /v1/embeddings}: unit vectors that depend on the text alone. */
final class OpenAiEmbeddings {

    private static final int DIMENSIONS = 16; // a real one has 1,536, which nobody could read
    private static final int DIMENSIONS_MAX = 3_072;

    private final SandboxTokens tokens;

    OpenAiEmbeddings(SandboxTokens tokens) {
        this.tokens = tokens;
    }

    /** @throws OpenAiError 400 */
    Map<String, Object> answer(OpenAiFields body, String model) {
        OpenAiInput input = OpenAiInput.of("input", body.required("input"), tokens);
        if (input.texts().contains("")) {
            throw OpenAiError.invalid("input", null, "Invalid 'input': input cannot be an empty string.");
        }
        int dimensions = body.integer("dimensions", 1, DIMENSIONS_MAX).orElse(DIMENSIONS);
        boolean base64 = isBase64(body);
        List<Map<String, Object>> data = new ArrayList<>();
        for (String text : input.texts()) {
            List<Float> vector = vector(text, dimensions);
            Map<String, Object> embedding = new LinkedHashMap<>();
            embedding.put("object", "embedding");
            embedding.put("index", data.size());
            embedding.put("embedding", base64 ? base64(vector) : vector);
            data.add(embedding);
        }
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("object", "list");
        list.put("data", data);
        list.put("model", model);
        list.put("usage", new OpenAiUsage(input.tokens(), 0).ofEmbeddings());
        return list;
    }

    private static boolean isBase64(OpenAiFields body) {
        String format = body.body().path("encoding_format").asText("float");
        return switch (format) {
            case "float", "null" -> false;
            case "base64" -> true;
            default ->
                throw OpenAiError.invalid(
                        "encoding_format",
                        "invalid_value",
                        "Invalid value: '" + format + "'. Supported values are: 'float' and 'base64'.");
        };
    }

    private static List<Float> vector(String text, int dimensions) {
        SplittableRandom random = new SplittableRandom(text.hashCode());
        double[] values = random.doubles(dimensions, -1, 1).toArray();
        double squares = 0;
        for (double value : values) {
            squares += value * value;
        }
        List<Float> vector = new ArrayList<>(dimensions);
        for (double value : values) {
            vector.add((float) (value / Math.sqrt(squares)));
        }
        return vector;
    }

    /** Little-endian floats of 32 bits, as OpenAI has them. */
    private static String base64(List<Float> vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        vector.forEach(bytes::putFloat);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
