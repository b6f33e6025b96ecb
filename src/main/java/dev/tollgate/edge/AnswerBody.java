package dev.tollgate.edge;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.tollgate.json.StrictJson;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An answer's body in bytes, as the edge will send it. */
public final class AnswerBody {

    private static final int SHORT_BYTES = 64 * 1024;

    /** Writes 0.0000001 and not 1E-7: amounts are read by people, too. */
    private static final ObjectWriter WRITER =
            StrictJson.mapper().writer().with(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN);

    private AnswerBody() {}

    /** Whether a client may take its time to read it: it doesn't fit into the buffers on the way. */
    static boolean isLong(@Nullable Object body) {
        return body instanceof StreamedBody
                || body instanceof InputStream
                || (body instanceof byte[] raw && raw.length > SHORT_BYTES)
                || (body instanceof String text && text.length() > SHORT_BYTES);
    }

    /** Bytes as they are, text in UTF-8, anything else as JSON. */
    public static byte[] bytes(Object body) {
        if (body instanceof byte[] raw) {
            return raw;
        }
        if (body instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        try {
            return WRITER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the answer cannot be written as JSON", e);
        }
    }
}
