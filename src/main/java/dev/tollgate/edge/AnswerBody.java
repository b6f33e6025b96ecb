package dev.tollgate.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.tollgate.json.StrictJson;
import java.nio.charset.StandardCharsets;

/** An answer's body in bytes, as the edge will send it. */
public final class AnswerBody {

    private AnswerBody() {}

    /** Bytes as they are, text in UTF-8, anything else as JSON. */
    public static byte[] bytes(Object body) {
        if (body instanceof byte[] raw) {
            return raw;
        }
        if (body instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return StrictJson.mapper().writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the answer cannot be written as JSON", e);
        }
    }
}
