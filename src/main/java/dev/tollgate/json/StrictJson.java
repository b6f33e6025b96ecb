package dev.tollgate.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tollgate.refusal.Refusal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * The one JSON configuration for what comes from outside: nesting to 64, numbers to 78 digits (the largest unsigned
 * 256-bit integer has 78), no duplicate keys, nothing after the document, no number through floating point.
 */
public final class StrictJson {

    /** Deepest nesting accepted. */
    public static final int MAX_DEPTH = 64;

    /** Longest number accepted, in characters. */
    public static final int MAX_NUMBER_LENGTH = 78;

    private static final int DECODED_AT_ONCE = 8 * 1024;
    private static final int MAX_STRING_LENGTH = 64 * 1024 * 1024;

    private static final JsonMapper MAPPER = JsonMapper.builder(factory())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private StrictJson() {}

    /** The shared mapper; immutable by convention, safe for all threads. */
    public static JsonMapper mapper() {
        return MAPPER;
    }

    /**
     * Lets through what every parser reads as the same text: UTF-8 as RFC 8259 has it. Jackson alone would take UTF-16,
     * a byte order mark and overlong sequences too.
     *
     * @throws Refusal 400
     */
    public static void requireUtf8(byte[] body) {
        if (!isAscii(body) && (!isUtf8(body) || indexOf(body, (byte) 0) >= 0)) {
            throw Refusal.malformed("body", "must be JSON in UTF-8");
        }
        if (body.length >= 3 && body[0] == (byte) 0xEF && body[1] == (byte) 0xBB && body[2] == (byte) 0xBF) {
            throw Refusal.malformed("body", "must not begin with a byte order mark");
        }
    }

    /** Without U+0000; most bodies are, and it is seen in a tenth of the time. */
    private static boolean isAscii(byte[] body) {
        for (byte b : body) {
            if (b <= 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isUtf8(byte[] body) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(body);
        CharBuffer out = CharBuffer.allocate(DECODED_AT_ONCE);
        CoderResult result;
        do {
            out.clear();
            result = decoder.decode(in, out, true);
        } while (result.isOverflow());
        return result.isUnderflow();
    }

    private static int indexOf(byte[] body, byte wanted) {
        for (int i = 0; i < body.length; i++) {
            if (body[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static JsonFactory factory() {
        return new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNumberLength(MAX_NUMBER_LENGTH)
                        .maxStringLength(MAX_STRING_LENGTH)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .build();
    }
}
